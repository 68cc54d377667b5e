// SPDX-License-Identifier: Apache-2.0
// Replaces two libraries that librdkafka.a names and gor does not use: libsasl2 for Kerberos, which would load plugins
// of the host into a static binary, and libcurl for OpenID Connect. PLAIN and SCRAM are part of librdkafka. The
// functions have the names and the results of the originals, without their types.
namespace {

constexpr int kSaslOk = 0;
constexpr int kSaslNoMechanism = -4;
constexpr int kCurlOk = 0;
constexpr int kCurlFailed = 2;  // CURLE_FAILED_INIT

}  // namespace

extern "C" {

int sasl_client_init(const void* /*callbacks*/) {
  return kSaslOk;
}

int sasl_client_new(const char* /*service*/, const char* /*server*/, const char* /*local*/, const char* /*remote*/,
                    const void* /*callbacks*/, unsigned /*flags*/, void** connection) {
  *connection = nullptr;
  return kSaslNoMechanism;
}

int sasl_client_start(void* /*connection*/, const char* /*mechanisms*/, void** /*prompts*/, const char** /*out*/,
                      unsigned* /*out_size*/, const char** /*mechanism*/) {
  return kSaslNoMechanism;
}

int sasl_client_step(void* /*connection*/, const char* /*in*/, unsigned /*in_size*/, void** /*prompts*/,
                     const char** /*out*/, unsigned* /*out_size*/) {
  return kSaslNoMechanism;
}

int sasl_getprop(void* /*connection*/, int /*property*/, const void** /*value*/) {
  return kSaslNoMechanism;
}

int sasl_listmech(void* /*connection*/, const char* /*user*/, const char* /*prefix*/, const char* /*separator*/,
                  const char* /*suffix*/, const char** /*result*/, unsigned* /*size*/, int* /*count*/) {
  return kSaslNoMechanism;
}

const char* sasl_errstring(int /*error*/, const char* /*languages*/, const char** /*language*/) {
  return "gor is built without Kerberos";
}

const char* sasl_errdetail(void* /*connection*/) {
  return "gor is built without Kerberos";
}

void sasl_dispose(void** /*connection*/) {}

int curl_global_init(long /*flags*/) {
  return kCurlOk;
}

void* curl_easy_init() {
  return nullptr;
}

int curl_easy_setopt(void* /*handle*/, int /*option*/, ...) {
  return kCurlFailed;
}

int curl_easy_perform(void* /*handle*/) {
  return kCurlFailed;
}

int curl_easy_getinfo(void* /*handle*/, int /*what*/, ...) {
  return kCurlFailed;
}

void curl_easy_cleanup(void* /*handle*/) {}

void* curl_slist_append(void* list, const char* /*text*/) {
  return list;
}

void curl_slist_free_all(void* /*list*/) {}
}
