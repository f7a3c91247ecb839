package org.portsnare.control;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.text.Visible;
import org.portsnare.view.Answer;
import org.portsnare.view.ImportView;
import org.portsnare.view.Views;

/**
 * The routes that change something: only for root and the user of the daemon. Each change is logged
 * with the caller. A dry import changes nothing, so every caller may ask for it.
 */
final class Changes {
  private static final int FORBIDDEN = 403;

  /** Maximum length of a dry import of users that may only read. */
  private static final int MAX_DRY_BYTES = 4 << 20;

  private final Commands commands;
  private final Semaphore dryImport = new Semaphore(1);
  private final List<Account> masters = new CopyOnWriteArrayList<>();

  Changes(Commands commands) throws IOException {
    this.commands = commands;
    masters.add(Account.root());
  }

  /** Lets the user of the daemon change something too. */
  void allow(Account own) {
    masters.add(own);
  }

  /** The users that may change something; {@link #allow} adds one. */
  List<Account> masters() {
    return masters;
  }

  /** Answers a request for a route that is a change. */
  void handle(Route route, Fields query, Request request, Response response, Callback callback)
      throws IOException {
    if (route == Route.IMPORT && Routes.flag(query, "dry")) {
      dryImport(query, request, response, callback);
      return;
    }
    Peer peer = Peer.of(request, masters);
    if (!peer.mayChange()) {
      refuse(peer, route, request, response, callback);
    } else if (route == Route.IMPORT) {
      ImportView view = importBans(query, request, Candidates.MAX_BYTES);
      tell(peer, route, Answer.done(summary(view)));
      Routes.json(response, callback, 200, Views.IMPORT.toJson(view));
    } else {
      Answer answer = answer(route, query, request);
      tell(peer, route, answer);
      Routes.answer(response, callback, answer);
    }
  }

  /**
   * Takes a hundred times the memory of other requests. So readers get one at a time: many together
   * would end the daemon.
   */
  private void dryImport(Fields query, Request request, Response response, Callback callback)
      throws IOException {
    if (Peer.master(request, masters) != null) {
      ImportView view = importBans(query, request, Candidates.MAX_BYTES);
      Routes.json(response, callback, 200, Views.IMPORT.toJson(view));
    } else if (dryImport.tryAcquire()) {
      try {
        ImportView view = importBans(query, request, MAX_DRY_BYTES);
        Routes.json(response, callback, 200, Views.IMPORT.toJson(view));
      } finally {
        dryImport.release();
      }
    } else {
      Content.Source.consumeAll(request);
      Routes.answer(
          response, callback, Answer.refused("another dry import is under way; try again"));
    }
  }

  private void tell(Peer peer, Route route, Answer answer) {
    commands.changed(new Change(peer, route.toString(), answer.done(), answer.lines()));
  }

  private void refuse(Peer peer, Route route, Request request, Response response, Callback callback)
      throws IOException {
    // Reads the body first: a client that still writes it would not read the answer.
    Content.Source.consumeAll(request);
    Answer refusal =
        Answer.refused("only root may change something here; " + peer + " may only read");
    tell(peer, route, refusal);
    Routes.answer(response, callback, FORBIDDEN, refusal);
  }

  private Answer answer(Route route, Fields query, Request request) throws IOException {
    return switch (route) {
      case BAN ->
          commands.ban(
              Routes.prefixes(request),
              Routes.lifetime(query, "for"),
              visible(query, "reason"),
              Routes.flag(query, "force"));
      case UNBAN -> commands.unban(Routes.prefixes(request), Routes.flag(query, "inside"));
      case ALLOW ->
          commands.allow(
              Prefix.parseGiven(Routes.text(query, "prefix")),
              Routes.lifetime(query, "for"),
              visible(query, "comment"));
      case DISALLOW -> commands.disallow(Prefix.parseGiven(Routes.text(query, "prefix")));
      case RELOAD -> commands.reload();
      case APPLY -> {
        Lifetime trial = Routes.lifetime(query, "confirm");
        yield commands.apply(trial == null ? Lifetime.FOREVER : trial);
      }
      case CONFIRM -> commands.confirm();
      case REVERT -> commands.revert();
      case PUBLISH -> commands.publish();
      case STOP -> commands.stop(false);
      case DOWN -> commands.stop(true);
      default -> throw new AssertionError(route.toString());
    };
  }

  private ImportView importBans(Fields query, Request request, int maxBytes) throws IOException {
    byte[] body = Content.Source.asInputStream(request).readNBytes(maxBytes + 1);
    if (body.length > maxBytes) {
      Content.Source.consumeAll(request);
      throw new HttpException.RuntimeException(
          413, "an import of more than " + (maxBytes >> 20) + " MiB; split it");
    }
    return commands.importBans(
        new ImportRequest(
            Candidates.of(body),
            Routes.lifetime(query, "for"),
            visible(query, "reason"),
            Routes.flag(query, "dry"),
            Routes.flag(query, "strict"),
            Routes.flag(query, "verbose")));
  }

  private static String visible(Fields query, String name) {
    return Visible.required("the " + name, Routes.text(query, name));
  }

  private static String summary(ImportView view) {
    return "imported: " + view.added() + " added, " + view.prolonged() + " prolonged";
  }
}
