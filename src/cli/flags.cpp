// SPDX-License-Identifier: Apache-2.0
#include "cli/flags.hpp"

namespace gor::cli {
namespace {

constexpr std::string_view kExchanges = "Filters and changes of requests with their responses";

std::vector<Flag> general_flags(Settings& s, std::string& config_file) {
  return {
      {"verbose", "[N]", level(&s.verbosity, 4), "1 (or alone): connections and failures on stderr; 2 to 4: messages"},
      {"quiet", "", &s.quiet, "on stderr only warnings, errors and the summary"},
      {"stats", "", &s.stats, "print queue statistics (with --output-http-stats)"},
      {"exit-after", "DURATION", &s.exit_after, "stop after that long"},
      {"split-output", "", &s.split_output, "send each request to one output, in turn, and not to all"},
      {"recognize-tcp-sessions", "", &s.recognize_tcp_sessions,
       "replay each session over its own connection, in order; split by it"},
      {"middleware", "CMD", &s.middleware, "a program that all messages go through"},
      {"causal", "", &s.causal, "a request waits for the replayed response to its session's previous one"},
      {"session-key", "KEY", &s.session_keys, "what tells sessions apart: tcp, cookie:NAME, header:NAME, param:NAME"},
      {"causal-timeout", "DURATION", &s.causal_timeout, "how long a request waits for the previous one"},
      {"correlate", "RULE", &s.correlate,
       "replayed tokens in place of recorded ones: auto, set-cookie:NAME, json:PATH..."},
      {"copy-buffer-size", "SIZE", size(&s.copy_buffer_bytes, 1), "largest message; longer ones are cut there"},
      {"memory-limit", "SIZE", size(&s.memory_limit_bytes, 1), "what unfinished connections and queues may hold"},
      {"drain-timeout", "DURATION", &s.drain_timeout, "how long a signal or --exit-after waits for the outputs"},
      {"config", "FILE", &config_file, "take flags from a TOML file; the command line wins"},
  };
}

std::vector<Flag> input_flags(Settings& s) {
  return {
      {"input-raw", "ADDR", &s.input_raw, "capture: :80, :80,81, eth0:80, 10.0.0.5:80, dump.pcap, dump.pcap:80"},
      {"input-file", "PATH...", &s.input_file, "replay a recording at its own pace, or at |N% of it"},
      {"input-tcp", "ADDR", &s.input_tcp, "receive from another gor's --output-tcp"},
      {"input-http", "ADDR", &s.input_http, "be an HTTP server: each request is a message, the client gets 200"},
      {"input-ws", "ADDR", &s.input_ws, "receive from another gor's --output-ws"},
      {"input-dummy", "ANY", &s.input_dummy, "make a request and its response each second"},
  };
}

std::vector<Flag> capture_flags(Settings& s) {
  RawInputOptions& raw = s.raw;
  capture::LiveOptions& live = raw.live;
  capture::ConnectionOptions& connection = raw.flows.connection;
  return {
      {"input-raw-engine", "NAME", choice(&s.raw_engine, {"libpcap", "raw_socket", "af_packet", "pcap_file"}),
       "libpcap (raw_socket and af_packet mean the same) or pcap_file"},
      {"input-raw-track-response", "", &live.track_responses, "take responses too"},
      {"input-raw-realip-header", "NAME", &connection.realip_header, "set that request header to the client's address"},
      {"input-raw-expire", "DURATION", &raw.flows.expire, "give up a message with a lost packet after that long"},
      {"input-raw-allow-incomplete", "", &connection.allow_incomplete, "hand on such a message instead of dropping it"},
      {"input-raw-bpf-filter", "EXPR", &live.filter, "a filter (pcap-filter(7)) in place of gor's own"},
      {"input-raw-timestamp-type", "NAME", &live.timestamp_type,
       "where packets get their time, e.g. PCAP_TSTAMP_HOST; go: when they are read"},
      {"input-raw-override-snaplen", "", &s.raw_override_snaplen, "without effect: packets are always taken whole"},
      {"input-raw-buffer-size", "SIZE", size(&live.buffer_bytes, 1), "the kernel's buffers together"},
      {"input-raw-buffer-timeout", "DURATION", &live.buffer_timeout,
       "how long the kernel may gather packets (default 2ms); 0: not at all"},
      {"input-raw-promisc", "", &live.promiscuous, "promiscuous mode"},
      {"input-raw-monitor", "", &live.monitor, "RF monitor mode"},
      {"input-raw-stats", "", &live.stats, "print capture statistics"},
      {"input-raw-priority", "N", number(&live.priority, -20, 19),
       "nice value of the capture thread, where allowed; 0: as it is"},
      {"input-raw-ignore-interface", "NAME", &live.ignored_interfaces, "skip an interface"},
      {"input-raw-vlan", "", &live.vlan, "take 802.1Q-tagged frames too"},
      {"input-raw-vlan-vid", "N", {&raw.decode.vlan_ids, 4094}, "only this VLAN"},
  };
}

std::vector<Flag> output_flags(Settings& s) {
  return {
      {"output-http", "URL", &s.output_http, "replay to that server"},
      {"output-tcp", "ADDR", &s.output_tcp, "send to another gor's --input-tcp"},
      {"output-ws", "URL", &s.output_ws, "the same over WebSocket (ws://, wss://), to its --input-ws"},
      {"output-file", "PATH", &s.output_file,
       "record to PATH_0, PATH_1, ... (.gz, .zst; %Y %m %d %H %M %S %NS %r %t %i)"},
      {"output-stdout", "", &s.output_stdout, "print messages as a recording has them"},
      {"output-null", "", &s.output_null, "throw messages away"},
  };
}

std::vector<Flag> http_flags(Settings& s) {
  HttpOutputOptions& to_http = s.http;
  return {
      {"output-http-workers", "N", number(&to_http.workers, -1), "most requests at a time; 0: as many as needed"},
      {"output-http-workers-min", "N", number(&to_http.workers_min, 0), "connections kept open"},
      {"output-http-queue-len", "N", number(&to_http.queue_len, 1), "requests that wait"},
      {"output-http-worker-timeout", "DURATION", &to_http.worker_timeout, "close an idle connection after that long"},
      {"output-http-timeout", "DURATION", positive(&to_http.timeout), "for connection, request and response together"},
      {"output-http-redirects", "N", number(&to_http.redirects, 0), "redirects followed"},
      {"output-http-response-buffer", "SIZE", size(&to_http.response_buffer),
       "kept of a response body; the rest is read and thrown away"},
      {"output-http-track-response", "", &to_http.track_response, "hand the responses to the other outputs"},
      {"output-http-skip-verify", "", &to_http.skip_verify, "do not verify certificates"},
      {"output-http-stats", "", &to_http.stats, "print the queue's length (with --stats)"},
      {"output-http-stats-ms", "N", number(&to_http.stats_interval, 1), "milliseconds between two such lines"},
      {"http-original-host", "", &to_http.original_host, "keep the recorded Host header"},
  };
}

std::vector<Flag> server_flags(Settings& s) {
  return {
      {"input-http-certificate", "FILE", &s.from_http.files.certificate, "TLS: PEM, with its chain"},
      {"input-http-certificate-key", "FILE", &s.from_http.files.certificate_key,
       "its key, where it is not in that file"},
      {"input-http-proxy-protocol", "", &s.from_http.proxy_protocol,
       "each connection begins with a PROXY header, version 1 or 2"},
      {"input-http-realip-header", "NAME", &s.from_http.realip_header,
       "set that request header to the client's address"},
      {"input-ws-origin", "ORIGIN", &s.from_ws.origins,
       "take records from web pages of that origin too (default: none)"},
      {"input-ws-certificate", "FILE", &s.from_ws.files.certificate, "as --input-http-certificate"},
      {"input-ws-certificate-key", "FILE", &s.from_ws.files.certificate_key, "as --input-http-certificate-key"},
  };
}

std::vector<Flag> chain_flags(Settings& s) {
  TcpOutputOptions& to_tcp = s.tcp;
  return {
      {"input-tcp-secure", "", &s.from_tcp.secure, "TLS; needs a certificate"},
      {"input-tcp-certificate", "FILE", &s.from_tcp.files.certificate, "PEM, with its chain"},
      {"input-tcp-certificate-key", "FILE", &s.from_tcp.files.certificate_key,
       "PEM (default: in the certificate's file)"},
      {"input-tcp-ca", "FILE", &s.from_tcp.files.authorities, "take only clients with a certificate of these"},
      {"input-tcp-acknowledge", "", &s.from_tcp.acknowledge, "confirm messages when all outputs are done with them"},
      {"output-tcp-acknowledge", "", &to_tcp.stream.acknowledge,
       "keep what the other side has not confirmed, and send it again"},
      {"output-tcp-workers", "N", number(&to_tcp.stream.workers, 1), "connections, which messages go over in turn"},
      {"output-tcp-sticky", "", &to_tcp.stream.sticky, "all messages of an id over the same connection"},
      {"output-tcp-buffer", "SIZE", size(&to_tcp.stream.buffer, 1), "what waits while the other side is away"},
      {"output-tcp-secure", "", &to_tcp.secure, "TLS"},
      {"output-tcp-skip-verify", "", &to_tcp.stream.skip_verify, "do not verify the certificate"},
      {"output-tcp-ca", "FILE", &to_tcp.stream.files.authorities, "who vouches for it (default: the system's)"},
      {"output-tcp-certificate", "FILE", &to_tcp.stream.files.certificate, "PEM, to show to the other side"},
      {"output-tcp-certificate-key", "FILE", &to_tcp.stream.files.certificate_key,
       "PEM (default: in the certificate's file)"},
      {"output-tcp-stats", "", &to_tcp.stream.stats, "print the queue's length (with --stats)"},
      {"output-ws-workers", "N", number(&s.ws.stream.workers, 1), "as --output-tcp-workers"},
      {"output-ws-sticky", "", &s.ws.stream.sticky, "as --output-tcp-sticky"},
      {"output-ws-skip-verify", "", &s.ws.stream.skip_verify, "do not verify the certificate of wss://"},
      {"output-ws-stats", "", &s.ws.stream.stats, "print the queue's length (with --stats)"},
  };
}

std::vector<Flag> recording_flags(Settings& s) {
  FileOutputOptions& to_file = s.recording;
  return {
      {"input-file-loop", "", &s.replay.loop, "start over at the end"},
      {"input-file-max-wait", "DURATION", &s.replay.max_wait, "longest pause between two requests"},
      {"input-file-read-depth", "N", number(&s.replay.recordings.read_depth, 0),
       "records looked ahead, and sorted by time"},
      {"input-file-dry-run", "", &s.dry_run, "tell what is in the recording, and send nothing"},
      {"output-file-append", "", &to_file.append, "one file PATH, grown if it is there"},
      {"output-file-flush-interval", "DURATION", &to_file.flush_interval, "write what is buffered that often"},
      {"output-file-size-limit", "SIZE", size(&to_file.size_limit, 1), "begin another file at that size"},
      {"output-file-queue-limit", "N", number(&to_file.queue_limit, 0),
       "begin another file after so many messages; 0: never"},
      {"output-file-max-size-limit", "SIZE", size(&to_file.max_size_limit, 1),
       "stop recording when so much is written in all"},
  };
}

std::vector<Flag> status_flags(Settings& s) {
  return {
      {"http-allow-status", "LIST", &s.allow_status, "only those whose recorded response is one of 200, 2xx, 500-503"},
      {"http-disallow-status", "LIST", &s.disallow_status, "not those whose recorded response is one of these"},
  };
}

std::vector<Flag> old_flags(Settings& s) {
  return {
      {"http-header", "NAME: VALUE", &s.rules.set_header, "an old name of --http-set-header"},
      {"output-http-header", "NAME: VALUE", &s.rules.set_header, "an old name of --http-set-header"},
      {"output-http-method", "METHOD", &s.rules.allow_method, "an old name of --http-allow-method"},
      {"output-http-header-filter", "NAME:REGEX", &s.rules.allow_header, "an old name of --http-allow-header"},
      {"output-http-header-hash-filter", "NAME:N%", &s.rules.header_limiter, "an old name of --http-header-limiter"},
      {"output-http-url-regexp", "REGEX", &s.rules.allow_url, "an old name of --http-allow-url"},
      {"output-http-rewrite-url", "REGEX:NEW", &s.rules.rewrite_url, "an old name of --http-rewrite-url"},
      {"output-dummy", "ANY", any_value(&s.output_stdout), "an old name of --output-stdout"},
      {"output-http-compatibility-mode", "", dead_switch(), "without effect"},
      {"output-http-debug", "", dead_switch(), "without effect: use --verbose"},
      {"cpuprofile", "FILE", no_effect(), "without effect: use perf record"},
      {"memprofile", "FILE", no_effect(), "without effect: use heaptrack"},
  };
}

}  // namespace

std::vector<Flag> rule_flags(RuleOptions& options) {
  return {
      {"http-allow-method", "METHOD", &options.allow_method, "only these methods"},
      {"http-allow-url", "REGEX", &options.allow_url, "only where path and query match one of these"},
      {"http-disallow-url", "REGEX", &options.disallow_url, "not where path and query match"},
      {"http-allow-header", "NAME:REGEX", &options.allow_header, "only where that header matches"},
      {"http-disallow-header", "NAME:REGEX", &options.disallow_header, "not where that header matches"},
      {"http-basic-auth-filter", "REGEX", &options.basic_auth_filter,
       "of those with Basic credentials only where user:password matches"},
      {"http-header-limiter", "NAME:N%", &options.header_limiter,
       "a share of that header's values, always the same ones"},
      {"http-param-limiter", "NAME:N%", &options.param_limiter, "the same by a parameter of the query"},
      {"http-set-header", "NAME: VALUE", &options.set_header, "set a header, or add it"},
      {"http-set-param", "NAME=VALUE", &options.set_param, "set a parameter of the query, or add it"},
      {"http-rewrite-url", "REGEX:NEW", &options.rewrite_url,
       "replace in path and query ($1: a group); the first that matches counts"},
      {"http-rewrite-header", "NAME: REGEX,NEW", &options.rewrite_header, "replace in that header's value"},
  };
}

std::vector<Flag> mask_flags(Settings& s) {
  return {
      {"http-mask-header", "NAME", &s.mask.headers, "replace that header's value by a keyed hash"},
      {"http-mask-param", "NAME", &s.mask.params, "the same for a parameter of the query or of a form"},
      {"http-mask-json", "PATH", &s.mask.json_paths, "the same in JSON bodies: $.user.email, items[*].id, $..token"},
      {"mask-key-file", "FILE", &s.mask.key_file, "the key (default: a random one for each run)"},
      {"prettify-http", "", &s.prettify_http, "undo chunked and gzip"},
  };
}

std::vector<FlagGroup> replay_flags(Settings& settings, std::string& config_file) {
  return {
      {kGeneral, general_flags(settings, config_file)},
      {kInputs, input_flags(settings)},
      {"Capture (--input-raw)", capture_flags(settings)},
      {kOutputs, output_flags(settings)},
      {"Replay (--output-http)", http_flags(settings)},
      {"Servers (--input-http, --input-ws)", server_flags(settings)},
      {"Between gors (--output-tcp, --input-tcp, --output-ws)", chain_flags(settings)},
      {"Recordings (--input-file, --output-file)", recording_flags(settings)},
      {kRules, rule_flags(settings.rules)},
      {kExchanges, status_flags(settings)},
      {kExchanges, mask_flags(settings)},
      {kOldFlags, old_flags(settings)},
  };
}

}  // namespace gor::cli
