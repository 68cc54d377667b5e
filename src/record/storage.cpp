// SPDX-License-Identifier: Apache-2.0
#include "record/storage.hpp"

#include "record/local_file.hpp"

namespace gor {
namespace {

using Storages = std::vector<std::pair<std::string, std::unique_ptr<Storage>>>;

Storages& storages() {
  static Storages all;
  return all;
}

}  // namespace

std::string words_of(const std::system_error& error) {
  const auto* const own = dynamic_cast<const StorageError*>(&error);
  return own == nullptr ? error.code().message() : own->text();
}

void add_storage(std::string scheme, std::unique_ptr<Storage> storage) {
  storages().emplace_back(std::move(scheme), std::move(storage));
}

Storage* storage_of(std::string_view path) noexcept {
  for (const auto& [scheme, storage] : storages()) {
    if (path.starts_with(scheme)) return storage.get();
  }
  return nullptr;
}

std::unique_ptr<SourceFile> open_source(const std::string& path, const Event* interrupt) {
  Storage* const storage = storage_of(path);
  if (storage != nullptr) return storage->open(path, interrupt);
  return std::make_unique<LocalFile>(path, interrupt);
}

}  // namespace gor
