# The released tarball, with its own Java runtime, adapted to NixOS.
{
  lib,
  stdenv,
  autoPatchelfHook,
  fetchurl,
  zlib,
  # A tarball instead of the released one, such as that of make dist.
  src ? null,
}:
let
  release = import ./release.nix;
  system = stdenv.hostPlatform.system;
  released =
    release.tarballs.${system} or (throw ''
      portsnare ${release.version} has not been released for ${system}.
      Run make dist in a source tree, and use what it makes:
        services.portsnare.package =
          pkgs.callPackage ./portsnare/packaging/nix/package.nix { src = ./portsnare-linux-amd64.tar.gz; };
    '');
in
stdenv.mkDerivation {
  pname = "portsnare";
  inherit (release) version;
  src = if src == null then fetchurl released else src;

  nativeBuildInputs = [ autoPatchelfHook ];
  buildInputs = [
    stdenv.cc.cc.lib
    zlib
  ];

  installPhase = ''
    runHook preInstall
    mkdir -p $out/lib/systemd/system
    cp -r bin lib share $out
    cp systemd/portsnare.service $out/lib/systemd/system
    substituteInPlace $out/lib/systemd/system/portsnare.service \
      --replace-fail /usr/bin/portsnare $out/bin/portsnare
    runHook postInstall
  '';

  # The caches of loaded classes know the files of the runtime by size and time. So they are made again
  # from the final files, with the time that all files in a store have. The daemon has no cache if no
  # network namespace can be made, for example in a sandbox.
  dontStrip = true;
  dontAutoPatchelf = true;
  postFixup = ''
    autoPatchelf $out
    rm -f $out/lib/portsnare/*.aot
    find $out -exec touch -h -d @1 {} +
    $out/bin/portsnare train $out/bin/portsnare $out/lib/portsnare
  '';

  meta = {
    description = "Bans whoever touches a port that nobody has any business touching";
    license = lib.licenses.asl20;
    mainProgram = "portsnare";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
    sourceProvenance = [
      lib.sourceTypes.binaryNativeCode
      lib.sourceTypes.binaryBytecode
    ];
  };
}
