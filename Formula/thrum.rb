# Homebrew, on macOS and Linux. Brew takes formulas from taps, so a clone of the source is made one:
#
#     brew tap thrum/thrum PATH-OF-THE-CLONE && brew install --HEAD thrum
#
# It builds what was last committed there. Written; read by ruby -c, never tried with brew, nor was thrum
# ever run on a Mac: its sources compile with the headers of macOS without a warning (tests/systems.test).
class Thrum < Formula
  desc "Lab for threads, with a tutorial and an explorer of all orders of steps"
  homepage "https://thrum.example.org"
  license "GPL-3.0-or-later"
  head "file://#{File.expand_path("..", __dir__)}", using: :git

  depends_on "autoconf" => :build
  depends_on "autoconf-archive" => :build
  depends_on "automake" => :build
  depends_on "pkgconf" => :build
  depends_on "po4a" => :build
  depends_on "cmark"
  depends_on "jansson"
  depends_on "ncurses"
  depends_on "nettle"
  depends_on "readline"
  uses_from_macos "curl"

  def install
    system "autoreconf", "-fi"
    system "./configure", "--without-criterion", "--without-vterm", *std_configure_args
    system "make", "install"
  end

  test do
    system bin/"thrum", "lesson", "--test", pkgshare/"lessons/00-welcome.md"
    assert_match "deadlock", shell_output("#{bin}/thrum explore #{pkgshare}/examples/deadlock.thr", 3)
  end
end
