# SPDX-License-Identifier: GPL-3.0-or-later
class Charla < Formula
  desc "Chat for two people, from terminal to terminal"
  homepage "https://example.org/charla"
  url "https://example.org/charla/charla-0.1.0.tar.xz"
  sha256 "@SHA256@"
  license "GPL-3.0-or-later"

  depends_on "gettext" => :build
  depends_on "pkgconf" => :build
  depends_on "gnutls"
  depends_on "libunistring"
  depends_on "readline"

  on_macos do
    depends_on "gettext"
  end

  def install
    system "./configure", "--disable-silent-rules", *std_configure_args
    system "make", "install"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/charla --version")
    port = free_port
    listener = spawn bin/"charla", "-l", "127.0.0.1", "-p", port.to_s,
                     in: "/dev/null", out: "said"
    said = "#{bin}/charla --wait=10 127.0.0.1 #{port}"
    pipe_output(said, "hello\n", 0)
    Process.wait listener
    assert_equal "hello\n", (testpath/"said").read
  end
end
