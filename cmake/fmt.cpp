// SPDX-License-Identifier: Apache-2.0
// fmt as an archive. The distributions ship a shared library and the headers only; header-only use costs two seconds a
// translation unit.
#include <locale>

#include <fmt/format-inl.h>

// The templates that <fmt/format.h> declares and leaves to the library.
template auto fmt::detail::thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template auto fmt::detail::thousands_sep_impl<wchar_t>(locale_ref) -> thousands_sep_result<wchar_t>;
template auto fmt::detail::decimal_point_impl(locale_ref) -> char;
template auto fmt::detail::decimal_point_impl(locale_ref) -> wchar_t;
template auto fmt::detail::dragonbox::to_decimal(float) -> dragonbox::decimal_fp<float>;
template auto fmt::detail::dragonbox::to_decimal(double) -> dragonbox::decimal_fp<double>;
template auto fmt::detail::locale_ref::get<std::locale>() const -> std::locale;
#if FMT_VERSION >= 100000
template void fmt::detail::vformat_to(buffer<char>&, string_view, typename vformat_args<>::type, locale_ref);
#endif
