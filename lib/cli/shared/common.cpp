#include "shared/common.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/verify/run.hpp>

#include "shared/numbers.hpp"

namespace hebb::cli {

DimensionRange parse_dimensions(const std::string& text) {
  constexpr std::uint64_t least = 2, most = 64;
  const auto number = [&](const std::string& part) {
    try {
      return static_cast<int>(parse_count("--d", part, least, most));
    } catch (const PreconditionError&) {
      throw PreconditionError(fmt::format(
          "--d '{}': must be a dimension from {} to {}, or a range of them such as 2..8", text, least, most));
    }
  };
  const std::size_t dots = text.find("..");
  const DimensionRange range = dots == std::string::npos
                                   ? DimensionRange{number(text), number(text)}
                                   : DimensionRange{number(text.substr(0, dots)), number(text.substr(dots + 2))};
  require(range.first <= range.last, fmt::format("--d {}: this range is empty; it must rise, such as 2..8", text));
  return range;
}

Constants parse_settings(const std::vector<std::string>& settings) {
  Constants values;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    require(equals != std::string::npos && equals > 0,
            fmt::format("--set '{}' is not of the form NAME=RATIONAL, such as factor=3/4", setting));
    const std::string name = setting.substr(0, equals);
    const Rational value = parse_number("--set " + name, setting.substr(equals + 1));
    // A certificate holds no longer ones, whatever is proved.
    const std::string text = to_string(value);
    const std::size_t bar = std::min(text.find('/'), text.size());
    require(std::max(bar, text.size() - bar) <= max_number_digits,
            fmt::format("--set {}: has more than {} digits above or below its line", setting, max_number_digits));
    const bool added = values.emplace(name, value).second;
    require(added, fmt::format("--set gives '{}' twice, the second time in '{}'", name, setting));
  }
  return values;
}

void add_threads_option(Command command, unsigned& threads) {
  command.add_count("--threads", threads, 0, 1024, "Threads, 0: all cores; the answer does not depend on it");
}

const Claim& claim_or_throw(const std::string& id) {
  if (const Claim* claim = find_claim(id)) return *claim;
  throw PreconditionError(unknown_claim_message(id));
}

bool shows_progress() { return isatty(STDERR_FILENO) != 0; }

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return std::max<std::size_t>(20, size.ws_col);
  return 120;
}

std::string counted(std::uint64_t n, const std::string& noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : noun.ends_with("ch") ? "es" : "s");
}

std::string with_suffix(const std::string& file, const std::string& suffix) {
  const std::filesystem::path path(file);
  return (path.parent_path() / (path.stem().string() + suffix + path.extension().string())).string();
}

bool colours_output() { return isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr; }

}  // namespace hebb::cli
