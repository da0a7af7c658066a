#include "shared/inputs.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include <hebb/scalar/error.hpp>

namespace hebb::cli {

SimplexPoint<Rational> parse_point(const std::string& option, const std::string& text) {
  Vec<Rational> p = parse_numbers(option, text);
  require(p.size() >= 2,
          [&] { return fmt::format("{} {}: needs at least two coordinates, such as 0.6,0.4", option, text); });
  for (std::size_t i = 0; i < p.size(); ++i) {
    require(p[i] >= 0, [&] { return fmt::format("{} {}: coordinate {} is negative", option, text, i + 1); });
  }
  const Rational total = sum(p);
  require(total == 1, [&] {
    return fmt::format("{} {}: the coordinates sum to {}, not 1{}", option, text, to_string(total), fraction_hint(p));
  });
  return SimplexPoint<Rational>(std::move(p));
}

namespace {

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  require(bool(in) && !std::filesystem::is_directory(file),
          [&] { return fmt::format("cannot read {}: {}", file.string(), std::strerror(in ? EISDIR : errno)); });
  constexpr std::size_t most = 64 << 20;
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  require(text.size() <= most,
          [&] { return fmt::format("{}: longer than {} bytes, not a table", file.string(), most); });
  return text;
}

}  // namespace

std::vector<TableRow> read_table(const std::filesystem::path& file) {
  static std::map<std::filesystem::path, std::string> known;  // a pipe can be read only once, and a law is asked twice
  auto found = known.find(file);
  if (found == known.end()) found = known.emplace(file, read_text(file)).first;
  return parse_rational_table(found->second, file.string());
}

namespace {

/// A time or a step, and the rates from then on.
void require_rates(const TableRow& row, const std::filesystem::path& file, const char* first, std::size_t d) {
  require(row.values.size() == d + 1, [&] {
    return fmt::format("{}:{}: {} numbers, expected {} and {} rates", file.string(), row.line, row.values.size(), first,
                       d);
  });
}

Correlation::Rows read_rows(const std::filesystem::path& file) {
  Correlation::Rows rows;
  for (TableRow& row : read_table(file)) rows.push_back(std::move(row.values));
  return rows;
}

}  // namespace

Correlation parse_correlation(const std::string& option, const std::string& text) {
  Correlation::Rows rows;
  if (text.find(';') == std::string::npos) {
    rows = read_rows(text);
  } else {
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find(';', from), text.size());
      rows.push_back(parse_numbers(option, text.substr(from, end - from)));
      from = end + 1;
    }
  }
  try {
    return Correlation(std::move(rows));
  } catch (const PreconditionError& e) {
    throw PreconditionError(fmt::format("{} {}: {}", option, text, e.what()));
  }
}
Correlation parse_correlation(const std::string& option, const std::string& text, std::size_t d) {
  Correlation gamma = parse_correlation(option, text);
  require(gamma.dimension() == d, [&] {
    return fmt::format("{} {}: Gamma is {} x {}, but the point has {} coordinates", option, text, gamma.dimension(),
                       gamma.dimension(), d);
  });
  return gamma;
}

Vec<Rational> parse_positive(const std::string& option, const std::string& text, std::size_t d) {
  Vec<Rational> x = parse_numbers(option, text);
  require(x.size() == d, [&] { return fmt::format("{} {}: {} numbers, expected {}", option, text, x.size(), d); });
  for (const Rational& value : x) {
    require(value > 0, [&] { return fmt::format("{} {}: {} must be above 0", option, text, to_string(value)); });
  }
  return x;
}

RateSchedule read_schedule(const std::filesystem::path& file, std::size_t d) {
  std::vector<RateSchedule::Knot> knots;
  for (const TableRow& row : read_table(file)) {
    require_rates(row, file, "a time", d);
    knots.push_back({row.values.front(), Vec<Rational>(row.values.begin() + 1, row.values.end())});
  }
  try {
    return RateSchedule(std::move(knots));
  } catch (const PreconditionError& e) {
    throw PreconditionError(file.string() + ": " + e.what());
  }
}

StepSchedule read_step_schedule(const std::filesystem::path& file, std::size_t d, StepSchedule::Between between) {
  std::vector<StepSchedule::Knot> knots;
  for (const TableRow& row : read_table(file)) {
    require_rates(row, file, "a step", d);
    knots.push_back({parse_count(fmt::format("{}:{}: step", file.string(), row.line), to_string(row.values.front()), 0,
                                 std::uint64_t{1} << 62),
                     Vec<Rational>(row.values.begin() + 1, row.values.end())});
  }
  try {
    return StepSchedule(std::move(knots), between);
  } catch (const PreconditionError& e) {
    throw PreconditionError(file.string() + ": " + e.what());
  }
}

std::string show_point(const SimplexPoint<Rational>& p) {
  std::string out = "(";
  for (std::size_t i = 0; i < p.size(); ++i) out += (i == 0 ? "" : ", ") + to_string(p[i]);
  return out + ")";
}

}  // namespace hebb::cli
