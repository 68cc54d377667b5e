// SPDX-License-Identifier: Apache-2.0
#include "tools/file_server_command.hpp"

#include <chrono>
#include <filesystem>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/stop_signal.hpp"
#include "tools/file_server.hpp"

namespace gor::tools {

int FileServerCommand::run(const cli::Settings&, const std::vector<std::string>& words) {
  if (words.size() != 1) throw UsageError("usage: gor file-server ADDR, e.g. gor file-server :8000");
  StopSignal stop;
  SignalWatch signals(stop);
  FileServer server(words.front(), ".", [](std::string_view line) { log::write(log::Level::info, line); });
  log::info("serving {} on port {}", std::filesystem::current_path().string(), server.port());
  stop.wait_for_signal_until(std::chrono::steady_clock::time_point::max());
  return 0;
}

}  // namespace gor::tools
