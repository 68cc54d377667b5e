// SPDX-License-Identifier: Apache-2.0
// gor: parse, build, run, stop.
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include "admin/server.hpp"
#include "app/build.hpp"
#include "app/run.hpp"
#include "app/watch.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/saturating.hpp"
#include "base/signal_requests.hpp"
#include "base/stop_signal.hpp"
#include "cli/parse.hpp"
#include "cli/public_words.hpp"
#include "cli/version.hpp"
#include "endpoint/catalog.hpp"
#include "endpoint/input_file.hpp"
#include "endpoint/output_file.hpp"
#include "net/url.hpp"
#include "record/storage.hpp"
#include "report/source.hpp"
#include "report/summary.hpp"
#include "s3/object_storage.hpp"
#include "tools/dry_run.hpp"
#include "tools/subcommands.hpp"

namespace {

using namespace gor;

/// Files opened later must not become stdin, stdout or stderr: log lines would be written into a recording.
void open_standard_descriptors() {
  for (int descriptor = 0; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) < 0) open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY);
  }
}

void prepare_process() {
  open_standard_descriptors();
  // Payloads are allocated on one thread and freed on another. Up to this size they stay in the heap, which saves a
  // page fault per 4 KB; larger ones grow by moving pages, not bytes.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  // A write to a connection that its peer has closed returns an error, and does not end gor.
  signal(SIGPIPE, SIG_IGN);
  // A file that reaches its size limit counts as a full disk.
  signal(SIGXFSZ, SIG_IGN);
  rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

/// `words`: the command line without secrets.
int replay(const cli::Settings& settings, endpoint::Catalog& catalog, std::vector<std::string> words) {
  log::set_verbosity(settings.verbosity);
  log::set_quiet(settings.quiet);
  for (const auto& warning : settings.warnings) log::warning("{}", warning);
  const auto& recordings = catalog.get<endpoint::FileInputs>();
  if (recordings.is_dry_run()) return std::fputs(tools::dry_run(recordings.all_options(settings)).c_str(), stderr) < 0;
  // Still needed when the pipeline has ended and the summary waits for a pager.
  StopSignal stop([&] { log::give_up_at(from_now(settings.drain_timeout)); });
  SignalRequests requests;
  const bool may_write = catalog.get<endpoint::FileOutputs>().waits_for_signal();
  SignalWatch signals(
      stop, [&] { ++requests.reopen; }, may_write ? std::function<void()>([&] { ++requests.write; }) : nullptr);
  auto log = std::make_unique<log::Background>();
  const auto pipeline = app::build(
      settings, catalog, [&] { stop.announce(StopSignal::Cause::signal); }, requests);
  report::Source source{.ledger = pipeline->ledger,
                        .memory = *pipeline->memory,
                        .version = std::string(cli::version()),
                        .command_line = std::move(words)};
  app::Watch watch(source, {.show_progress = !settings.quiet && isatty(STDERR_FILENO) == 1,
                            .stats_lines = settings.stats ? catalog.stats_lines() : endpoint::Catalog::StatsLines(),
                            .stats_file = settings.stats_json,
                            .stats_interval = settings.stats_json_interval});
  std::optional<admin::AdminServer> admin;
  if (!settings.admin.empty()) admin.emplace(settings.admin, source);
  // Beyond this point trouble is counted, not thrown.
  app::run(
      *pipeline,
      {.exit_after = settings.exit_after,
       .drain_timeout = settings.drain_timeout,
       .patience = 2 * catalog.timeout() + (cli::is_causal(settings) ? settings.causal_timeout : cli::Duration(0))},
      stop, watch);
  log.reset();
  log::print(report::summary(pipeline->ledger));
  return pipeline->ledger.any_failed() ? 1 : 0;
}

/// Errors quote their input, which may be a URL with a password.
int fail(const std::exception& error, int code) {
  std::fprintf(stderr, "gor: %s\n", net::without_passwords(error.what()).c_str());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process();
  try {
    add_storage("s3://", s3::make_object_storage());
    endpoint::Catalog catalog;
    const cli::Subcommands commands = tools::subcommands([&catalog] { return catalog.flags(); });
    const cli::CommandLine line = cli::parse_command_line({argv + 1, argv + argc}, catalog.flags(), commands);
    if (!line.text.empty()) return std::fputs(line.text.c_str(), stdout) < 0;
    if (line.command != nullptr) return line.command->run(line.settings, line.words);
    return replay(line.settings, catalog, cli::public_words({argv, argv + argc}, catalog.names()));
  } catch (const UsageError& error) {
    return fail(error, 2);
  } catch (const std::exception& error) {
    return fail(error, 1);
  }
}
