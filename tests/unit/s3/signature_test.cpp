// SPDX-License-Identifier: Apache-2.0
// The examples of "Signature Calculations for the Authorization Header" in the documentation of Amazon S3.
#include "s3/signature.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gor::s3 {
namespace {

const Credentials kExample{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};
constexpr std::chrono::sys_seconds kTime{std::chrono::seconds(1'369'353'600)};  // 2013-05-24T00:00:00Z

std::string signature_of(Request request) {
  request.fields["host"] = "examplebucket.s3.amazonaws.com";
  sign(request, kExample, "us-east-1", kTime);
  const std::string& field = request.fields["authorization"];
  return field.substr(field.rfind('=') + 1);
}

TEST(Signature, IsThatOfTheExamples) {
  Request range;
  range.path = "/test.txt";
  range.fields["range"] = "bytes=0-9";
  EXPECT_EQ(signature_of(range), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  Request put;
  put.method = "PUT";
  put.path = "/test$file.text";
  put.fields["date"] = "Fri, 24 May 2013 00:00:00 GMT";
  put.fields["x-amz-storage-class"] = "REDUCED_REDUNDANCY";
  put.body = "Welcome to Amazon S3.";
  EXPECT_EQ(signature_of(put), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  Request lifecycle;
  lifecycle.path = "/";
  lifecycle.query["lifecycle"] = "";
  EXPECT_EQ(signature_of(lifecycle), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  Request list;
  list.path = "/";
  list.query = {{"max-keys", "2"}, {"prefix", "J"}};
  EXPECT_EQ(signature_of(list), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(Signature, CoversTheSessionToken) {
  Request request;
  request.path = "/";
  request.fields["host"] = "h";
  sign(request, {"key", "secret", "token"}, "eu-west-1", kTime);
  EXPECT_EQ(request.fields["x-amz-security-token"], "token");
  EXPECT_NE(request.fields["authorization"].find(
                "Credential=key/20130524/eu-west-1/s3/aws4_request, "
                "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature="),
            std::string::npos);
}

TEST(Signature, EncodesTheTarget) {
  Request request;
  request.path = "/a b/ü+&.gor";
  request.query = {{"prefix", "x/y z"}, {"uploads", ""}};
  EXPECT_EQ(target_of(request), "/a%20b/%C3%BC%2B%26.gor?prefix=x%2Fy%20z&uploads=");
}

}  // namespace
}  // namespace gor::s3
