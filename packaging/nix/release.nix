# What has been released. Nothing yet: package.nix says how to use a tarball of your own.
# A release adds to tarballs, for each system: x86_64-linux = { url = "..."; hash = "sha256-..."; };
{
  version = "0.1.0";
  tarballs = { };
}
