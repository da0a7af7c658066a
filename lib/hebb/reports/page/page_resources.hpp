#pragma once

#include <string_view>

namespace hebb {

/// The style sheet of the report: light and dark screens, narrow screens, print. Holds no "<" and no "&".
std::string_view page_style();

/// The script of the report: filters of the ledger. Without it the whole ledger is shown. Holds no "]]>".
std::string_view page_script();

}  // namespace hebb
