#include "shared/ledger_files.hpp"

#include <exception>

#include <hebb/reports/page/html.hpp>

#include "shared/output.hpp"

namespace hebb::cli {

void LedgerFiles::add_to(Command& command) {
  add_json(command, json);
  command.add_option("--certificates", certificates, "Write certificates to this directory, as they come");
  command.add_option("--report", report, "Write index.html and certificates to this directory");
}

std::filesystem::path LedgerFiles::certificates_folder() const {
  if (!certificates.empty() || report.empty()) return certificates;
  return std::filesystem::path(report) / "certificates";
}

bool LedgerFiles::require_places() const {
  require_directory("--report", report);
  require_directory("--certificates", certificates_folder().string());
  return !require_outputs({{"--json", json}});
}

std::string LedgerFiles::write(const LedgerResult& result, const std::string& json_text,
                               const std::string& claims_of) const {
  std::string failure;
  const auto attempt = [&](const auto& write_one) {
    try {
      write_one();
    } catch (const std::exception& e) {
      failure = e.what();
    }
  };
  if (!report.empty()) {
    ReportOptions options;
    options.certificates = std::filesystem::proximate(certificates_folder(), report).generic_string();
    if (!claims_of.empty()) options.claims_of = claims_of;
    attempt([&] { write_report(result, report, options); });
  }
  if (!json.empty()) attempt([&] { write_output(json, json_text); });
  return failure;
}

}  // namespace hebb::cli
