// SPDX-License-Identifier: Apache-2.0
#include "base/compression.hpp"

#include <algorithm>
#include <limits>
#include <new>

#include <zlib.h>
#include <zstd.h>

namespace gor {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib adds 16 for a gzip header and trailer
constexpr int kGzipLevel = Z_BEST_SPEED;
constexpr int kZstdLevel = 3;
constexpr std::string_view kGzipMagic = "\x1f\x8b\x08";  // with deflate, the only method
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

uInt within(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

// zlib's interface is not const-correct.
Bytef* bytes_of(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

class GzipCompressor final : public Compressor {
 public:
  GzipCompressor() {
    if (deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~GzipCompressor() override { deflateEnd(&stream_); }
  GzipCompressor(const GzipCompressor&) = delete;
  GzipCompressor& operator=(const GzipCompressor&) = delete;

  std::string_view compress(std::string_view bytes) override {
    deflateReset(&stream_);
    output_.resize(deflateBound(&stream_, bytes.size()));
    std::size_t produced = 0;
    int result = Z_OK;
    while (result != Z_STREAM_END) {
      const uInt size = within(bytes.size());
      stream_.next_in = bytes_of(bytes);
      stream_.avail_in = size;
      stream_.next_out = reinterpret_cast<Bytef*>(output_.data() + produced);
      const uInt room = within(output_.size() - produced);
      stream_.avail_out = room;
      result = deflate(&stream_, size == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
      produced += room - stream_.avail_out;
      bytes.remove_prefix(size - stream_.avail_in);
    }
    return std::string_view(output_).substr(0, produced);
  }

 private:
  z_stream stream_{};
  std::string output_;
};

class ZstdCompressor final : public Compressor {
 public:
  std::string_view compress(std::string_view bytes) override {
    output_.resize(ZSTD_compressBound(bytes.size()));
    const std::size_t size = ZSTD_compress2(context_.get(), output_.data(), output_.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(size) != 0) throw std::bad_alloc();  // the room suffices, so that only memory can be missing
    return std::string_view(output_).substr(0, size);
  }

 private:
  static ZSTD_CCtx* make_context() {
    ZSTD_CCtx* const context = ZSTD_createCCtx();
    if (context == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kZstdLevel);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    return context;
  }

  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_{make_context(), &ZSTD_freeCCtx};
  std::string output_;
};

class GzipDecompressor final : public Decompressor {
 public:
  GzipDecompressor() {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~GzipDecompressor() override { inflateEnd(&stream_); }
  GzipDecompressor(const GzipDecompressor&) = delete;
  GzipDecompressor& operator=(const GzipDecompressor&) = delete;

  Step step(std::string_view from, std::span<char> into) override {
    if (at_end_ && !from.empty()) {
      inflateReset(&stream_);
      at_end_ = false;
    }
    const uInt size = within(from.size());
    const uInt room = within(into.size());
    stream_.next_in = bytes_of(from);
    stream_.avail_in = size;
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = room;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    at_end_ = result == Z_STREAM_END;
    Step step{size - stream_.avail_in, room - stream_.avail_out, at_end_};
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      step.trouble = stream_.msg != nullptr ? stream_.msg : "it cannot be decompressed";
    }
    return step;
  }

 private:
  z_stream stream_{};
  bool at_end_ = false;  // of a gzip member
};

class ZstdDecompressor final : public Decompressor {
 public:
  Step step(std::string_view from, std::span<char> into) override {
    ZSTD_inBuffer input{from.data(), from.size(), 0};
    ZSTD_outBuffer output{into.data(), into.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_.get(), &output, &input);
    Step step{input.pos, output.pos, result == 0};
    if (ZSTD_isError(result) != 0) step.trouble = ZSTD_getErrorName(result);
    return step;
  }

 private:
  static ZSTD_DCtx* make_context() {
    ZSTD_DCtx* const context = ZSTD_createDCtx();
    if (context == nullptr) throw std::bad_alloc();
    return context;
  }

  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_{make_context(), &ZSTD_freeDCtx};
};

}  // namespace

Compression compression_by_name(std::string_view path) {
  if (path.ends_with(".gz")) return Compression::gzip;
  return path.ends_with(".zst") ? Compression::zstd : Compression::none;
}

Compression compression_by_content(std::string_view start) {
  if (start.starts_with(kGzipMagic.substr(0, 2))) return Compression::gzip;
  return start.starts_with(kZstdMagic) ? Compression::zstd : Compression::none;
}

std::size_t find_piece(Compression kind, std::string_view bytes) {
  const std::string_view magic = kind == Compression::gzip ? kGzipMagic : kZstdMagic;
  const std::size_t found = bytes.find(magic);
  return found != bytes.npos ? found : bytes.size() - std::min(bytes.size(), magic.size() - 1);
}

std::unique_ptr<Compressor> make_compressor(Compression kind) {
  if (kind == Compression::gzip) return std::make_unique<GzipCompressor>();
  if (kind == Compression::zstd) return std::make_unique<ZstdCompressor>();
  return nullptr;
}

std::unique_ptr<Decompressor> make_decompressor(Compression kind) {
  if (kind == Compression::gzip) return std::make_unique<GzipDecompressor>();
  if (kind == Compression::zstd) return std::make_unique<ZstdDecompressor>();
  return nullptr;
}

}  // namespace gor
