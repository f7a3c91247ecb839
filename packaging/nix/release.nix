# The released tarballs. There are none yet: package.nix tells how to use your own tarball.
# A release adds to tarballs, for each system: x86_64-linux = { url = "..."; hash = "sha256-..."; };
{
  version = "0.1.0";
  tarballs = { };
}
