#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <hebb/scalar/rational.hpp>

// Tables of exact numbers as people and spreadsheets write them: noise laws, rates, schedules, correlation matrices.

namespace hebb {

struct TableRow {
  std::size_t line;  // in the text, from 1 on
  std::vector<Rational> values;
};

/// The rows of a table, at least one, all of one length.
/// Lines end with LF, CRLF or CR; a byte order mark of UTF-8 is passed over; # starts a comment. Before the numbers
/// there may be one line of names: fields that begin with a letter, none of them a number. The numbers of a line are
/// separated by commas, by semicolons or by blanks, in the same way on every line; beside a comma or a semicolon there
/// may be blanks. So "0;5,5;10,2" is no row: two inputs with decimal commas or four numbers? Throws PreconditionError
/// "NAME:3: ..." with the line and what would be right.
std::vector<TableRow> parse_rational_table(std::string_view text, const std::string& name);

/// For numbers that should sum to 1 and do not: "; 0.3333 is not 1/3, write the fraction" when fractions with
/// denominators up to 64 were cut to three digits or more, and sum to 1. Empty otherwise.
std::string fraction_hint(const std::vector<Rational>& shares);

}  // namespace hebb
