package org.portsnare.testing;

/** The {@code nft} command as a second opinion, in the network namespace of the calling thread. */
public final class Nft {
  /** Objects in their order, without what two loads of one text differ in. */
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

  /** As {@link #run}, whatever comes of it. */
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
   * Everything there is, as JSON with sorted keys and elements; without handles and without the
   * time that elements have left.
   */
  public static String ruleset() {
    return Command.pipe(run("-j", "list", "ruleset"), "jq", "-S", NORMAL);
  }

  /** What a jq filter makes of {@code nft -j ...}: a line for each result. */
  public static String query(String filter, String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = "-j";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Command.pipe(run(words), "jq", "-r", filter);
  }
}
