# Nix. In the source:  nix-build packaging/thrum.nix && result/bin/thrum
#
# Written; read by nix-instantiate --parse, never built: nixpkgs could not be had where it was written.
{ pkgs ? import <nixpkgs> { } }:

pkgs.stdenv.mkDerivation {
  pname = "thrum";
  version = "0.1";
  src = pkgs.lib.cleanSource ./..;

  nativeBuildInputs = with pkgs; [ autoreconfHook autoconf-archive pkg-config po4a ];
  buildInputs = with pkgs; [ cmark curl jansson ncurses nettle readline ];

  configureFlags = [ "--without-criterion" "--without-vterm" ];
  enableParallelBuilding = true;

  # libcurl is opened by the first `fetch`, by its name, which only this path leads to.
  postFixup = pkgs.lib.optionalString pkgs.stdenv.isLinux ''
    patchelf --add-rpath ${pkgs.lib.getLib pkgs.curl}/lib $out/bin/thrum
  '';

  meta = {
    description = "Lab for threads, with a tutorial and an explorer of all orders of steps";
    license = pkgs.lib.licenses.gpl3Plus;
    platforms = pkgs.lib.platforms.unix;
    mainProgram = "thrum";
  };
}
