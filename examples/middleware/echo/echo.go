// SPDX-License-Identifier: Apache-2.0

// Echo sends every message back, decoded and encoded again. Build it with `go build echo.go`.
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		message := make([]byte, hex.DecodedLen(len(line)-1))
		if _, err := hex.Decode(message, bytes.TrimSpace(line)); err != nil {
			fmt.Fprintln(os.Stderr, "no message:", err)
			continue
		}
		metadata, payload, _ := bytes.Cut(message, []byte("\n"))
		fmt.Printf("%x0a%x\n", metadata, payload)
	}
}
