#include "inputs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
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
  require(total == 1,
          [&] { return fmt::format("{} {}: the coordinates sum to {}, not 1", option, text, to_string(total)); });
  return SimplexPoint<Rational>(std::move(p));
}

std::vector<std::vector<Rational>> read_table(const std::filesystem::path& file) {
  std::ifstream in(file);
  require(bool(in), [&] { return fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)); });
  std::vector<std::vector<Rational>> rows;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    line.resize(std::min(line.find('#'), line.size()));
    std::vector<Rational> row;
    constexpr const char* separators = ",; \t\r";
    for (std::size_t from = line.find_first_not_of(separators); from != std::string::npos;) {
      const std::size_t end = std::min(line.find_first_of(separators, from), line.size());
      try {
        row.push_back(parse_rational(line.substr(from, end - from)));
      } catch (const PreconditionError& e) {
        throw PreconditionError(fmt::format("{}:{}: {}", file.string(), number, e.what()));
      }
      from = line.find_first_not_of(separators, end);
    }
    if (row.empty()) continue;
    require(rows.empty() || row.size() == rows.front().size(), [&] {
      return fmt::format("{}:{}: {} numbers, but {} in the first row", file.string(), number, row.size(),
                         rows.front().size());
    });
    rows.push_back(std::move(row));
  }
  require(!rows.empty(), [&] { return file.string() + ": no numbers"; });
  return rows;
}

std::vector<std::vector<Rational>> read_correlation(const std::filesystem::path& file, std::size_t d) {
  auto gamma = read_table(file);
  require(gamma.size() == d && gamma.front().size() == d, [&] {
    return fmt::format("{}: Gamma is {} x {}, but the point has {} coordinates", file.string(), gamma.size(),
                       gamma.front().size(), d);
  });
  try {
    return Correlation(std::move(gamma)).rows();
  } catch (const PreconditionError& e) {
    throw PreconditionError(file.string() + ": " + e.what());
  }
}

Correlation parse_correlation(const std::string& option, const std::string& text) {
  Correlation::Rows rows;
  if (text.find(';') == std::string::npos) {
    rows = read_table(text);
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
  for (auto& row : read_table(file)) {
    require(row.size() == d + 1, [&] {
      return fmt::format("{}: rows of {} numbers, expected a time and {} rates", file.string(), row.size(), d);
    });
    knots.push_back({row.front(), Vec<Rational>(row.begin() + 1, row.end())});
  }
  try {
    return RateSchedule(std::move(knots));
  } catch (const PreconditionError& e) {
    throw PreconditionError(file.string() + ": " + e.what());
  }
}

StepSchedule read_step_schedule(const std::filesystem::path& file, std::size_t d, StepSchedule::Between between) {
  std::vector<StepSchedule::Knot> knots;
  for (auto& row : read_table(file)) {
    require(row.size() == d + 1, [&] {
      return fmt::format("{}: rows of {} numbers, expected a step and {} rates", file.string(), row.size(), d);
    });
    knots.push_back({parse_count(file.string() + ": step", to_string(row.front()), 0, std::uint64_t{1} << 62),
                     Vec<Rational>(row.begin() + 1, row.end())});
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
