package org.portsnare.testing;

/** Runs the {@code nft} command as a check, in the network namespace of the calling thread. */
public final class Nft {
  /** The jq filter that removes the differences between two loads of the same text. */
  private static final String NORMAL =
      """
      [.nftables[] | select(has("metainfo") | not)]
      | walk(
          if type == "object" then
            del(.handle, .expires)
            | if (.elem? | type) == "array" then .elem |= sort else . end
          else . end)
      """;

  private Nft() {}

  /** Runs {@code nft} with these arguments and returns what it printed. */
  public static String run(String... arguments) {
    return command(arguments).result().orFail();
  }

  /** Like {@link #run}; any exit status is accepted. */
  public static Command.Result result(String... arguments) {
    return command(arguments).result();
  }

  private static Command command(String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = "nft";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Command.of(words);
  }

  /** Loads a rule set in nft's language. */
  public static void load(String text) {
    Command.pipe(text, "nft", "-f", "-");
  }

  /**
   * The whole rule set as JSON with sorted keys and elements, without handles and without the
   * remaining time of elements.
   */
  public static String ruleset() {
    return Command.pipe(run("-j", "list", "ruleset"), "jq", "-S", NORMAL);
  }

  /** The output of {@code nft -j ...} through a jq filter: one line per result. */
  public static String query(String filter, String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = "-j";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Command.pipe(run(words), "jq", "-r", filter);
  }
}
