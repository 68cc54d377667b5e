// SPDX-License-Identifier: Apache-2.0
#include "output/stdout.hpp"

#include <utility>

#include <unistd.h>

#include "output/record_writer.hpp"

namespace gor {

std::unique_ptr<Output> make_stdout_output(std::shared_ptr<MemoryBudget> memory, std::function<void()> reader_gone,
                                           Station& station) {
  return make_record_writer(
      {.descriptor = STDOUT_FILENO, .memory = std::move(memory), .reader_gone = std::move(reader_gone)}, station);
}

}  // namespace gor
