{
  description = "Portsnare bans whoever touches a port that nobody has any business touching";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      released = (import ./packaging/nix/release.nix).tarballs;
    in
    {
      # One for each system there is a release for.
      packages = builtins.mapAttrs (system: _: {
        default = self.packages.${system}.portsnare;
        portsnare = nixpkgs.legacyPackages.${system}.callPackage ./packaging/nix/package.nix { };
      }) released;

      overlays.default = final: _: {
        portsnare = final.callPackage ./packaging/nix/package.nix { };
      };

      nixosModules.default = self.nixosModules.portsnare;
      nixosModules.portsnare = ./packaging/nix/module.nix;

      checks = builtins.mapAttrs (system: _: {
        vm = import ./packaging/nix/vm-test.nix { pkgs = nixpkgs.legacyPackages.${system}; };
      }) released;
    };
}
