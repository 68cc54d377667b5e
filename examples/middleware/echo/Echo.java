// SPDX-License-Identifier: Apache-2.0
// Sends every message back, decoded and encoded again. Run it with `java Echo.java`.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

public class Echo {
  public static void main(String[] arguments) throws IOException {
    HexFormat hex = HexFormat.of();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line; (line = in.readLine()) != null;) {
      byte[] message = hex.parseHex(line);
      out.print(hex.formatHex(message) + "\n");
      out.flush();
    }
  }
}
