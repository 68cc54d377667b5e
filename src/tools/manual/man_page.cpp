// SPDX-License-Identifier: Apache-2.0
#include "tools/manual/man_page.hpp"

#include <fmt/format.h>

namespace gor::tools {
namespace {

constexpr std::string_view kDescription = R"(.SH DESCRIPTION
.B gor
captures live HTTP traffic and replays it to another server, records it to files, or both.
It reads copies of packets, so the service and its clients are not affected.
It needs at least one input and one output.
.PP
As in Go programs,
.B \-flag
and
.B \-\-flag
are equivalent, and so are
.B \-\-flag value
and
.BR \-\-flag=value .
A flag marked
.B *
may be repeated.
The value of an input or output may end in
.B |N
(messages per second) or
.B |N%
(a share; for
.B \-\-input\-file
the speed).
.PP
DURATION: 300ms, 10s, 1.5h, 2h45m.
SIZE: bytes, or 64kb, 5mb, 1gb.
ADDR: :80, host:80, [::1]:80.
)";

constexpr std::string_view kEnd = R"(.SH SIGNALS
.TP
.BR SIGINT ", " SIGTERM
Finish what has been captured, print the summary and end.
A second one, more than a second later, ends at once.
.TP
.B SIGHUP
Begin new files, for log rotation.
.TP
.B SIGUSR1
Write the recent messages
.RB ( \-\-output\-file\-on\-signal ).
.SH EXIT STATUS
.TP
.B 0
Finished, or stopped by a signal and then drained.
.TP
.B 1
An input or output could not start, or failed as a whole.
.TP
.B 2
Wrong command line.
.TP
.BR 130 ", " 143
Ended at once by a second signal.
.SH FILES
.TP
.I /etc/gor/NAME.toml
Flags of the service
.BR gor@NAME .
.TP
.I /var/lib/gor
The service's folder for recordings.
.SH EXAMPLES
Replay the requests to this host's port 80 to a staging server, at most 100 per second:
.PP
.nf
    gor \-\-input\-raw :80 \-\-output\-http 'https://staging.example.com|100'
.fi
.PP
Record requests and responses to one file, until Ctrl\-C:
.PP
.nf
    gor \-\-input\-raw :80 \-\-input\-raw\-track\-response \e
        \-\-output\-file traffic.gor \-\-output\-file\-append
.fi
.PP
Replay a recording twice as fast:
.PP
.nf
    gor \-\-input\-file 'traffic.gor|200%' \-\-output\-http http://127.0.0.1:8081
.fi
.SH SEE ALSO
.BR pcap\-filter (7),
.BR tcpdump (8)
)";

/// The text as roff prints it.
std::string escaped(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

/// As an argument of a macro.
std::string in_quotes(std::string_view text) {
  std::string out;
  for (const char c : escaped(text)) out += c == '"' ? std::string("\\(dq") : std::string(1, c);
  return fmt::format("\"{}\"", out);
}

void append_flag(const cli::Flag& flag, std::string& page) {
  std::string name = fmt::format("\\fB\\-\\-{}\\fR", escaped(flag.name));
  if (!flag.value_name.empty()) name += fmt::format(" \\fI{}\\fR", escaped(flag.value_name));
  if (flag.binding.repeats) name += " *";
  const std::string& value = flag.binding.default_text;
  const std::string text = value.empty() ? std::string(flag.help) : fmt::format("{} (default {})", flag.help, value);
  page += fmt::format(".TP\n{}\n{}\n", name, escaped(text));
}

void append_groups(const std::vector<cli::FlagGroup>& groups, std::string& page) {
  std::string_view title;
  for (const cli::FlagGroup& group : groups) {
    if (group.title != title) page += fmt::format(".SS {}\n", in_quotes(group.title));
    title = group.title;
    for (const cli::Flag& flag : group.flags) append_flag(flag, page);
  }
}

void append_command(const CommandReference& command, std::string& page) {
  page += fmt::format(".SS {}\n", in_quotes(fmt::format("gor {} {}", command.path, command.usage)));
  page += escaped(command.help) + "\n";
  if (command.takes_gor_flags) {
    page += "It takes the flags of gor.\n";
  } else if (!command.flags.empty()) {
    for (const cli::Flag& flag : command.flags.front().flags) append_flag(flag, page);
    if (command.flags.size() > 1) page += ".PP\nIt also takes the filters, rewrites and masks of gor.\n";
  }
}

}  // namespace

std::string man_page(const CommandReference& gor, std::string_view version) {
  std::string page = fmt::format(".TH GOR 1 \"\" {} \"User Commands\"\n", in_quotes(fmt::format("gor {}", version)));
  page += fmt::format(".SH NAME\ngor \\- {}\n.SH SYNOPSIS\n", escaped(gor.help));
  page += ".B gor\n.RI [ flags ]\n";
  for (const CommandReference& command : gor.below) {
    page += fmt::format(".br\n.B gor {}\n{}\n", escaped(command.path), escaped(command.usage));
  }
  page += kDescription;
  page += ".SH OPTIONS\n";
  append_groups(gor.flags, page);
  page += ".SH COMMANDS\n";
  for (const CommandReference& command : gor.below) {
    for (const CommandReference* const each : all_of(command)) append_command(*each, page);
  }
  return page += kEnd;
}

}  // namespace gor::tools
