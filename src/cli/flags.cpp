// SPDX-License-Identifier: Apache-2.0
#include "cli/flags.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "cli/values.hpp"

namespace gor::cli {
namespace {

std::vector<Flag> general_flags(Settings& s, Request& request) {
  using enum Group;
  return {
      {"verbose", general, "N", Level{&s.verbosity, 4},
       "1 (or alone): connections and failures on stderr; 2 to 4: messages"},
      {"quiet", general, "", &s.quiet, "on stderr only warnings, errors and the summary"},
      {"stats", general, "", &s.stats, "print queue statistics (with --output-http-stats)"},
      {"exit-after", general, "DURATION", &s.exit_after, "stop after that long"},
      {"split-output", general, "", &s.split_output, "send each request to one output, in turn, and not to all"},
      {"recognize-tcp-sessions", general, "", &s.recognize_tcp_sessions,
       "replay each session over its own connection, in order; split by it"},
      {"middleware", general, "CMD", &s.middleware, "a program that all messages go through"},
      {"causal", general, "", &s.causal, "a request waits for the replayed response to its session's previous one"},
      {"session-key", general, "KEY", &s.session_keys,
       "what tells sessions apart: tcp, cookie:NAME, header:NAME, param:NAME"},
      {"causal-timeout", general, "DURATION", &s.causal_timeout, "how long a request waits for the previous one"},
      {"correlate", general, "RULE", &s.correlate,
       "replayed tokens in place of recorded ones: auto, set-cookie:NAME, json:PATH..."},
      {"copy-buffer-size", general, "SIZE", Size{&s.copy_buffer_bytes, 1},
       "largest message; longer ones are cut there"},
      {"memory-limit", general, "SIZE", Size{&s.memory_limit_bytes, 1},
       "what unfinished connections and queues may hold"},
      {"drain-timeout", general, "DURATION", &s.drain_timeout,
       "how long a signal or --exit-after waits for the outputs"},
      {"config", general, "FILE", &request.config_file, "take flags from a TOML file; the command line wins"},
      {"help", general, "", &request.help, "print this"},
      {"version", general, "", &request.version, "print the version"},
  };
}

std::vector<Flag> input_flags(Settings& s) {
  using enum Group;
  RawInputOptions& raw = s.raw;
  capture::LiveOptions& live = raw.live;
  capture::ConversationOptions& conversation = raw.conversations.conversation;
  return {
      {"input-raw", inputs, "ADDR", &s.input_raw,
       "capture: :80, :80,81, eth0:80, 10.0.0.5:80, dump.pcap, dump.pcap:80"},
      {"input-file", inputs, "PATH", &s.input_file, "replay a recording at its own pace, or at |N% of it"},
      {"input-tcp", inputs, "ADDR", &s.input_tcp, "receive from another gor's --output-tcp"},
      {"input-http", inputs, "ADDR", &s.input_http,
       "be an HTTP server: each request is a message, the client gets 200"},
      {"input-ws", inputs, "ADDR", &s.input_ws, "receive from another gor's --output-ws"},
      {"input-dummy", inputs, "ANY", &s.input_dummy, "make a request and its response each second"},

      {"input-raw-engine", capture, "NAME", Choice{&s.raw_engine, {"libpcap", "raw_socket", "af_packet", "pcap_file"}},
       "libpcap (raw_socket and af_packet mean the same) or pcap_file"},
      {"input-raw-track-response", capture, "", &live.track_responses, "take responses too"},
      {"input-raw-realip-header", capture, "NAME", &conversation.realip_header,
       "set that request header to the client's address"},
      {"input-raw-expire", capture, "DURATION", &raw.conversations.expire,
       "give up a message with a lost packet after that long"},
      {"input-raw-allow-incomplete", capture, "", &conversation.allow_incomplete,
       "hand on such a message instead of dropping it"},
      {"input-raw-bpf-filter", capture, "EXPR", &live.filter, "a filter (pcap-filter(7)) in place of gor's own"},
      {"input-raw-timestamp-type", capture, "NAME", &live.timestamp_type,
       "where packets get their time, e.g. PCAP_TSTAMP_HOST; go: when they are read"},
      {"input-raw-override-snaplen", capture, "", &s.raw_override_snaplen,
       "without effect: packets are always taken whole"},
      {"input-raw-buffer-size", capture, "SIZE", Size{&live.buffer_bytes, 1}, "the kernel's buffers together"},
      {"input-raw-buffer-timeout", capture, "DURATION", &live.buffer_timeout,
       "how long the kernel may gather packets (default 2ms); 0: not at all"},
      {"input-raw-promisc", capture, "", &live.promiscuous, "promiscuous mode"},
      {"input-raw-monitor", capture, "", &live.monitor, "RF monitor mode"},
      {"input-raw-stats", capture, "", &live.stats, "print capture statistics"},
      {"input-raw-priority", capture, "N", Number{&live.priority, -20, 19},
       "nice value of the capture thread, where allowed; 0: as it is"},
      {"input-raw-ignore-interface", capture, "NAME", &live.ignored_interfaces, "skip an interface"},
      {"input-raw-vlan", capture, "", &live.vlan, "take 802.1Q-tagged frames too"},
      {"input-raw-vlan-vid", capture, "N", Numbers{&raw.decode.vlan_ids, 4094}, "only this VLAN"},
  };
}

std::vector<Flag> output_flags(Settings& s) {
  using enum Group;
  HttpOutputOptions& to_http = s.http;
  FileOutputOptions& to_file = s.recording;
  TcpOutputOptions& to_tcp = s.tcp;
  return {
      {"output-http", outputs, "URL", &s.output_http, "replay to that server"},
      {"output-tcp", outputs, "ADDR", &s.output_tcp, "send to another gor's --input-tcp"},
      {"output-ws", outputs, "URL", &s.output_ws, "the same over WebSocket (ws://, wss://), to its --input-ws"},
      {"output-file", outputs, "PATH", &s.output_file,
       "record to PATH_0, PATH_1, ... (.gz, .zst; %Y %m %d %H %M %S %NS %r %t %i)"},
      {"output-stdout", outputs, "", &s.output_stdout, "print messages as a recording has them"},
      {"output-null", outputs, "", &s.output_null, "throw messages away"},

      {"output-http-workers", http, "N", Number{&to_http.workers, -1}, "most requests at a time; 0: as many as needed"},
      {"output-http-workers-min", http, "N", Number{&to_http.workers_min, 0}, "connections kept open"},
      {"output-http-queue-len", http, "N", Number{&to_http.queue_len, 1}, "requests that wait"},
      {"output-http-worker-timeout", http, "DURATION", &to_http.worker_timeout,
       "close an idle connection after that long"},
      {"output-http-timeout", http, "DURATION", Positive{&to_http.timeout},
       "for connection, request and response together"},
      {"output-http-redirects", http, "N", Number{&to_http.redirects, 0}, "redirects followed"},
      {"output-http-response-buffer", http, "SIZE", Size{&to_http.response_buffer},
       "kept of a response body; the rest is read and thrown away"},
      {"output-http-track-response", http, "", &to_http.track_response, "hand the responses to the other outputs"},
      {"output-http-skip-verify", http, "", &to_http.skip_verify, "do not verify certificates"},
      {"output-http-stats", http, "", &to_http.stats, "print the queue's length (with --stats)"},
      {"output-http-stats-ms", http, "N", Number{&to_http.stats_interval, 1}, "milliseconds between two such lines"},
      {"http-original-host", http, "", &to_http.original_host, "keep the recorded Host header"},

      {"input-http-certificate", server, "FILE", &s.from_http.files.certificate, "TLS: PEM, with its chain"},
      {"input-http-certificate-key", server, "FILE", &s.from_http.files.certificate_key,
       "its key, where it is not in that file"},
      {"input-ws-certificate", server, "FILE", &s.from_ws.files.certificate, "as --input-http-certificate"},
      {"input-ws-certificate-key", server, "FILE", &s.from_ws.files.certificate_key, "as --input-http-certificate-key"},

      {"input-tcp-secure", chain, "", &s.from_tcp.secure, "TLS; needs a certificate"},
      {"input-tcp-certificate", chain, "FILE", &s.from_tcp.files.certificate, "PEM, with its chain"},
      {"input-tcp-certificate-key", chain, "FILE", &s.from_tcp.files.certificate_key,
       "PEM (default: in the certificate's file)"},
      {"input-tcp-ca", chain, "FILE", &s.from_tcp.files.authorities, "take only clients with a certificate of these"},
      {"input-tcp-acknowledge", chain, "", &s.from_tcp.acknowledge,
       "confirm messages when all outputs are done with them"},
      {"output-tcp-acknowledge", chain, "", &to_tcp.stream.acknowledge,
       "keep what the other side has not confirmed, and send it again"},
      {"output-tcp-workers", chain, "N", Number{&to_tcp.stream.workers, 1},
       "connections, which messages go over in turn"},
      {"output-tcp-sticky", chain, "", &to_tcp.stream.sticky, "all messages of an id over the same connection"},
      {"output-tcp-buffer", chain, "SIZE", Size{&to_tcp.stream.buffer, 1}, "what waits while the other side is away"},
      {"output-tcp-secure", chain, "", &to_tcp.secure, "TLS"},
      {"output-tcp-skip-verify", chain, "", &to_tcp.stream.skip_verify, "do not verify the certificate"},
      {"output-tcp-ca", chain, "FILE", &to_tcp.stream.files.authorities, "who vouches for it (default: the system's)"},
      {"output-tcp-certificate", chain, "FILE", &to_tcp.stream.files.certificate, "PEM, to show to the other side"},
      {"output-tcp-certificate-key", chain, "FILE", &to_tcp.stream.files.certificate_key,
       "PEM (default: in the certificate's file)"},
      {"output-tcp-stats", chain, "", &to_tcp.stream.stats, "print the queue's length (with --stats)"},
      {"output-ws-workers", chain, "N", Number{&s.ws.stream.workers, 1}, "as --output-tcp-workers"},
      {"output-ws-sticky", chain, "", &s.ws.stream.sticky, "as --output-tcp-sticky"},
      {"output-ws-skip-verify", chain, "", &s.ws.stream.skip_verify, "do not verify the certificate of wss://"},
      {"output-ws-stats", chain, "", &s.ws.stream.stats, "print the queue's length (with --stats)"},

      {"input-file-loop", recording, "", &s.replay.loop, "start over at the end"},
      {"input-file-max-wait", recording, "DURATION", &s.replay.max_wait, "longest pause between two requests"},
      {"input-file-read-depth", recording, "N", Number{&s.replay.recordings.read_depth, 0},
       "records looked ahead, and sorted by time"},
      {"input-file-dry-run", recording, "", &s.dry_run, "tell what is in the recording, and send nothing"},
      {"output-file-append", recording, "", &to_file.append, "one file PATH, grown if it is there"},
      {"output-file-flush-interval", recording, "DURATION", &to_file.flush_interval,
       "write what is buffered that often"},
      {"output-file-size-limit", recording, "SIZE", Size{&to_file.size_limit, 1}, "begin another file at that size"},
      {"output-file-queue-limit", recording, "N", Number{&to_file.queue_limit, 0},
       "begin another file after so many messages; 0: never"},
      {"output-file-max-size-limit", recording, "SIZE", Size{&to_file.max_size_limit, 1},
       "stop recording when so much is written in all"},
  };
}

std::vector<Flag> status_flags(Settings& s) {
  using enum Group;
  return {
      {"http-allow-status", exchanges, "LIST", &s.allow_status,
       "only those whose recorded response is one of 200, 2xx, 500-503"},
      {"http-disallow-status", exchanges, "LIST", &s.disallow_status,
       "not those whose recorded response is one of these"},
  };
}

/// The help of one that is another flag's old name is that flag.
std::vector<Flag> old_flags(Settings& s) {
  using enum Group;
  return {
      {"http-header", old, "NAME: VALUE", &s.rules.set_header, "--http-set-header"},
      {"output-http-header", old, "NAME: VALUE", &s.rules.set_header, "--http-set-header"},
      {"output-http-method", old, "METHOD", &s.rules.allow_method, "--http-allow-method"},
      {"output-http-header-filter", old, "NAME:REGEX", &s.rules.allow_header, "--http-allow-header"},
      {"output-http-header-hash-filter", old, "NAME:N%", &s.rules.header_limiter, "--http-header-limiter"},
      {"output-http-url-regexp", old, "REGEX", &s.rules.allow_url, "--http-allow-url"},
      {"output-http-rewrite-url", old, "REGEX:NEW", &s.rules.rewrite_url, "--http-rewrite-url"},
      {"output-dummy", old, "ANY", AnyValue{&s.output_stdout}, "--output-stdout"},
      {"output-http-compatibility-mode", old, "", DeadSwitch{}, "without effect"},
      {"output-http-debug", old, "", DeadSwitch{}, "without effect", "--verbose"},
      {"cpuprofile", old, "FILE", AnyValue{}, "without effect", "perf record"},
      {"memprofile", old, "FILE", AnyValue{}, "without effect", "heaptrack"},
  };
}

/// How many characters to insert, delete, change or swap with the neighbour (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::vector<Flag> rule_flags(RuleOptions& options) {
  using enum Group;
  return {
      {"http-allow-method", rules, "METHOD", &options.allow_method, "only these methods"},
      {"http-allow-url", rules, "REGEX", &options.allow_url, "only where path and query match one of these"},
      {"http-disallow-url", rules, "REGEX", &options.disallow_url, "not where path and query match"},
      {"http-allow-header", rules, "NAME:REGEX", &options.allow_header, "only where that header matches"},
      {"http-disallow-header", rules, "NAME:REGEX", &options.disallow_header, "not where that header matches"},
      {"http-basic-auth-filter", rules, "REGEX", &options.basic_auth_filter,
       "of those with Basic credentials only where user:password matches"},
      {"http-header-limiter", rules, "NAME:N%", &options.header_limiter,
       "a share of that header's values, always the same ones"},
      {"http-param-limiter", rules, "NAME:N%", &options.param_limiter, "the same by a parameter of the query"},
      {"http-set-header", rules, "NAME: VALUE", &options.set_header, "set a header, or add it"},
      {"http-set-param", rules, "NAME=VALUE", &options.set_param, "set a parameter of the query, or add it"},
      {"http-rewrite-url", rules, "REGEX:NEW", &options.rewrite_url,
       "replace in path and query ($1: a group); the first that matches counts"},
      {"http-rewrite-header", rules, "NAME: REGEX,NEW", &options.rewrite_header, "replace in that header's value"},
  };
}

std::vector<Flag> mask_flags(Settings& s) {
  using enum Group;
  return {
      {"http-mask-header", exchanges, "NAME", &s.mask.headers, "replace that header's value by a keyed hash"},
      {"http-mask-param", exchanges, "NAME", &s.mask.params, "the same for a parameter of the query or of a form"},
      {"http-mask-json", exchanges, "PATH", &s.mask.json_paths,
       "the same in JSON bodies: $.user.email, items[*].id, $..token"},
      {"mask-key-file", exchanges, "FILE", &s.mask.key_file, "the key (default: a random one for each run)"},
      {"prettify-http", exchanges, "", &s.prettify_http, "undo chunked and gzip"},
  };
}

FlagTable::FlagTable(Settings& settings, Request& request) {
  for (const auto& part :
       {general_flags(settings, request), input_flags(settings), output_flags(settings), rule_flags(settings.rules),
        status_flags(settings), mask_flags(settings), old_flags(settings)}) {
    flags_.insert(flags_.end(), part.begin(), part.end());
  }
}

const Flag* FlagTable::find(std::string_view name) const {
  name = name.substr(0, name.find('@'));
  const auto found = std::find_if(flags_.begin(), flags_.end(), [&](const Flag& flag) { return flag.name == name; });
  return found == flags_.end() ? nullptr : &*found;
}

std::string FlagTable::suggestion(std::string_view unknown) const {
  unknown = unknown.substr(0, unknown.find('@'));
  const Flag* nearest = nullptr;
  std::size_t nearest_distance = std::max<std::size_t>(2, unknown.size() / 3) + 1;
  for (const Flag& flag : flags_) {
    const std::size_t distance = edit_distance(unknown, flag.name);
    if (distance < nearest_distance) {
      nearest = &flag;
      nearest_distance = distance;
    }
  }
  if (nearest == nullptr) return "; gor --help lists all flags";
  return "; did you mean --" + std::string(nearest->name) + "?";
}

std::string warning(const Flag& flag) {
  if (flag.group != Group::old) return "";
  if (flag.help.starts_with("--")) return fmt::format("--{} is an old name: use {}", flag.name, flag.help);
  return fmt::format("--{} has no effect{}{}", flag.name, flag.instead.empty() ? "" : ": use ", flag.instead);
}

std::string FlagTable::names(Group group) const {
  std::string list;
  for (const Flag& flag : flags_) {
    if (flag.group == group) list.append(list.empty() ? "--" : ", --").append(flag.name);
  }
  return list;
}

}  // namespace gor::cli
