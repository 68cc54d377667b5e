// SPDX-License-Identifier: Apache-2.0
// The numbers of a run in the text forms that Prometheus reads.
#pragma once

#include <string>
#include <string_view>

#include "report/source.hpp"

namespace gor::report {

enum class PrometheusForm {
  text,         ///< text format 0.0.4
  openmetrics,  ///< OpenMetrics 1.0
};

/// The form that the value of an Accept field asks for.
PrometheusForm form_for(std::string_view accept);
std::string_view content_type(PrometheusForm form);

/// gor writes the forms itself: the library of the field, prometheus-cpp, is not packaged for static linking, and
/// knows only the first form.
std::string prometheus(const Source& source, PrometheusForm form);

}  // namespace gor::report
