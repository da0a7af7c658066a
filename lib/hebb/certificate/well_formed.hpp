#pragma once

#include <string>
#include <string_view>

#include <hebb/certificate/statement.hpp>

namespace hebb {

/// Why this is no statement, or nothing: names that are not distinct; a variable that is not in exactly one factor; a
/// bound that uses a variable of its own or of a later factor; a simplex without coordinates, a chamber with less than
/// two; more variables than 1000, a formula deeper than 30 000 operations, formulas that take more than two million
/// operations to write out. (That all numbers of nodes and variables are in range is taken for granted.) What is proved
/// of a domain that this refuses may be false of every reading of its text.
std::string defect_of(const Statement& statement);

/// The name of a variable in a text: in quotation marks where it is no identifier, so that "x - 1" is not read as a
/// difference, and escaped, so that it cannot end a line.
std::string shown_name(const std::string& name);
/// The label of a condition in a text, in brackets that nothing in it closes, and escaped.
std::string shown_label(const std::string& label);

}  // namespace hebb
