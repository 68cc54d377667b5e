// SPDX-License-Identifier: Apache-2.0
#include "s3/answers.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "s3/ini_file.hpp"
#include "s3/location.hpp"
#include "s3/temporary_credentials.hpp"
#include "s3/xml.hpp"
#include "support/refusal.hpp"

namespace gor::s3 {
namespace {

TEST(Xml, GivesTheTextsOfElementsWithoutChildren) {
  const auto texts =
      read_xml("<?xml version=\"1.0\"?>\n<R xmlns=\"x\"><a> 1 </a><b><c>x &lt;&amp;y</c><d/></b><c>z</c></R>");
  ASSERT_TRUE(texts);
  ASSERT_EQ(texts->size(), 4U);
  EXPECT_EQ((*texts)[0].path, "a");
  EXPECT_EQ((*texts)[0].text, " 1 ");
  EXPECT_EQ((*texts)[1].path, "b/c");
  EXPECT_EQ((*texts)[1].text, "x <&y");
  EXPECT_EQ((*texts)[2].path, "b/d");
  EXPECT_EQ(text_at(*texts, "c"), "z");
  EXPECT_EQ(text_at(*texts, "none"), "");
}

TEST(Xml, RefusesWhatIsNotAnAnswer) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  const std::string bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><r>&b;</r>";
  for (const std::string& document :
       {std::string(), std::string("x"), std::string("<a>"), std::string("<a></b>"), deep, bomb}) {
    EXPECT_FALSE(read_xml(document)) << document.substr(0, 20);
  }
}

TEST(Xml, EscapesText) {
  const std::string text = "<\"a\"&b>";
  const auto texts = read_xml("<r><x>" + xml_escaped(text) + "</x></r>");
  ASSERT_TRUE(texts);
  EXPECT_EQ(text_at(*texts, "x"), text);
}

TEST(Answers, ListsObjectsByPages) {
  const auto list = read_object_list(
      "<ListBucketResult><EncodingType>url</EncodingType><Prefix>p</Prefix><NextContinuationToken>t</"
      "NextContinuationToken>"
      "<Contents><Key>p/a+b%2Bc.gor</Key><LastModified>x</LastModified><Size>12</Size></Contents>"
      "<Contents><Key>p/d</Key><Size>18446744073709551615</Size></Contents></ListBucketResult>");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->objects.size(), 2U);
  EXPECT_EQ(list->objects[0].key, "p/a b+c.gor");
  EXPECT_EQ(list->objects[0].size, 12U);
  EXPECT_EQ(list->objects[1].size, 18446744073709551615U);
  EXPECT_EQ(list->continuation, "t");
  EXPECT_FALSE(read_object_list("no XML"));
}

TEST(Answers, FindsUploadsOfOneKey) {
  EXPECT_EQ(read_upload_id("<R><Bucket>b</Bucket><UploadId>id 1</UploadId></R>"), "id 1");
  EXPECT_EQ(read_upload_id("<R/>"), "");
  EXPECT_EQ(read_uploads_of(
                "<R><Upload><Key>a</Key><UploadId>1</UploadId></Upload><Upload><Key>ab</Key><UploadId>2</UploadId>"
                "</Upload><Upload><Key>a</Key><UploadId>3</UploadId></Upload></R>",
                "a"),
            (std::vector<std::string>{"1", "3"}));
}

TEST(Answers, ReadsErrors) {
  const ErrorAnswer error = read_error("<Error><Code>NoSuchKey</Code><Message>It is not there</Message></Error>");
  EXPECT_EQ(error.code, "NoSuchKey");
  EXPECT_EQ(error.message, "It is not there");
  EXPECT_EQ(read_error("<html>").code, "");
}

TEST(IniFile, ReadsOneSection) {
  const std::string text =
      "# comment\n[default]\nregion = eu-west-1\r\naws_access_key_id=A\n; x=y\ns3 =\n  region = nested\n\n"
      "[profile staging]\nregion=us-west-2\nno value\n";
  EXPECT_EQ(read_ini_section(text, "default"),
            (std::map<std::string, std::string>{{"region", "eu-west-1"}, {"aws_access_key_id", "A"}, {"s3", ""}}));
  EXPECT_EQ(read_ini_section(text, "profile staging"), (std::map<std::string, std::string>{{"region", "us-west-2"}}));
  EXPECT_TRUE(read_ini_section(text, "staging").empty());
}

TEST(TemporaryCredentials, AreReadFromTheServicesOfAws) {
  const auto read = read_temporary_credentials(
      R"({"Code":"Success","AccessKeyId":"A","SecretAccessKey":"S","Token":"T","Expiration":"2030-01-01T00:00:10Z"})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->credentials.access_key, "A");
  EXPECT_EQ(read->credentials.secret_key, "S");
  EXPECT_EQ(read->credentials.session_token, "T");
  EXPECT_EQ(read->expires.time_since_epoch().count(), 1'893'456'010);
  for (const std::string text :
       {"", "[]", "{}", R"({"AccessKeyId":"A"})", R"({"AccessKeyId":1,"SecretAccessKey":"S"})"}) {
    EXPECT_FALSE(read_temporary_credentials(text)) << text;
  }
}

TEST(Location, NamesABucketAndAKey) {
  EXPECT_TRUE(is_location("s3://b/k"));
  EXPECT_FALSE(is_location("S3:/b/k"));
  const Location location = parse_location("--output-file", "s3://my.bucket-1/a/b c.gor");
  EXPECT_EQ(location.bucket, "my.bucket-1");
  EXPECT_EQ(location.key, "a/b c.gor");
  EXPECT_EQ(location.text(), "s3://my.bucket-1/a/b c.gor");
  for (const std::string text : {"s3://", "s3://b", "s3://b/", "s3:///k", "s3://a b/k", "s3://u:p@b/k"}) {
    EXPECT_NE(test::refusal_of<UsageError>([&] {
                parse_location("--output-file", text);
              }).find("accepted is s3://bucket/key"),
              std::string::npos)
        << text;
  }
}

}  // namespace
}  // namespace gor::s3
