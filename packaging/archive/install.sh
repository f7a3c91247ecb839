#!/bin/sh
# Installs Portsnare from its archive, and removes it again.
#
# usage: install.sh              installs below PREFIX, or upgrades an installation
#        install.sh uninstall    stops the daemon, removes the table and the files
#        install.sh purge        also removes configuration, ledger and user
#
# PREFIX is /usr/local by default; the environment may set it. The script needs root. A copy of it stays
# in PREFIX/lib/portsnare.
set -eu

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

here=$(CDPATH='' cd -P -- "$(dirname "$0")" && pwd)
prefix=/usr/local
[ -e "$here/systemd" ] || prefix=${here%/lib/portsnare} # the copy
prefix=${PREFIX:-$prefix}
unit=/etc/systemd/system/portsnare.service
[ "$(id -u)" -eq 0 ] || fail "run this as root"

has_systemd() {
  [ -d /run/systemd/system ]
}

add_user() {
  ! getent passwd portsnare >/dev/null || return 0
  if command -v systemd-sysusers >/dev/null; then
    systemd-sysusers "$here/systemd/portsnare.sysusers"
  else
    useradd --system --user-group --no-create-home --home-dir /var/lib/portsnare \
      --shell /usr/sbin/nologin portsnare
  fi
}

# Puts the new files beside the old ones, then exchanges them: a running daemon keeps its files open.
install_files() {
  mkdir -p "$prefix/bin" "$prefix/lib" "$prefix/share" /etc/portsnare
  rm -rf "$prefix/lib/portsnare.next" "$prefix/lib/portsnare.old"
  # Keeps the times of files, because the caches of loaded classes are compared with them.
  cp -Rp "$here/lib/portsnare" "$prefix/lib/portsnare.next"
  cp -p "$here/install.sh" "$prefix/lib/portsnare.next"
  chown -R 0:0 "$prefix/lib/portsnare.next"
  [ ! -e "$prefix/lib/portsnare" ] || mv "$prefix/lib/portsnare" "$prefix/lib/portsnare.old"
  mv "$prefix/lib/portsnare.next" "$prefix/lib/portsnare"
  rm -rf "$prefix/lib/portsnare.old"
  install -m 755 "$here/bin/portsnare" "$prefix/bin/portsnare"
  (cd "$here/share" && find . -type f) | while read -r file; do
    install -D -m 644 "$here/share/$file" "$prefix/share/$file"
  done
  [ -e /etc/portsnare/portsnare.toml ] || install -m 644 "$here/etc/portsnare.toml" /etc/portsnare
}

install_service() {
  sed "s#/usr/bin/portsnare#$prefix/bin/portsnare#" "$here/systemd/portsnare.service" >"$unit"
  chmod 644 "$unit"
  if has_systemd; then
    systemctl daemon-reload
    systemctl try-restart portsnare.service
  fi
}

uninstall() {
  if [ -e "$unit" ]; then
    ! has_systemd || systemctl disable --now portsnare.service 2>/dev/null || true
    rm -f "$unit"
    ! has_systemd || systemctl daemon-reload
  fi
  if [ -x "$prefix/bin/portsnare" ]; then
    # The second try ignores the configuration, which may be wrong.
    "$prefix/bin/portsnare" down >/dev/null 2>&1 || "$prefix/bin/portsnare" down -c /dev/null >/dev/null ||
      echo "install.sh: the table may be in the kernel still: nft delete table inet portsnare" >&2
  fi
  rm -rf "$prefix/lib/portsnare" "$prefix/share/doc/portsnare"
  rm -f "$prefix/bin/portsnare" "$prefix/share/man/man1/portsnare.1.gz" \
    "$prefix/share/man/man5/portsnare.toml.5.gz" "$prefix/share/bash-completion/completions/portsnare" \
    "$prefix/share/zsh/site-functions/_portsnare" "$prefix/share/fish/vendor_completions.d/portsnare.fish"
  # Directories that may have been made only for Portsnare.
  (cd "$prefix/share" && rmdir man/man1 man/man5 bash-completion/completions bash-completion \
    zsh/site-functions zsh fish/vendor_completions.d fish doc) 2>/dev/null || true
}

purge() {
  rm -rf /var/lib/portsnare /run/portsnare /etc/portsnare
  ! getent passwd portsnare >/dev/null || userdel portsnare
  ! getent group portsnare >/dev/null || groupdel portsnare
}

case ${1-install} in
  install)
    [ -e "$here/systemd" ] || fail "unpack the archive, and run the script that is in it"
    add_user
    install_files
    install_service
    echo "installed below $prefix. Look at /etc/portsnare/portsnare.toml, then: systemctl enable --now portsnare"
    ;;
  uninstall)
    uninstall
    echo "uninstalled; configuration and ledger stay (purge removes them)"
    ;;
  purge)
    uninstall
    purge
    echo "uninstalled; nothing is left"
    ;;
  *) fail "usage: install.sh [install|uninstall|purge]" ;;
esac
