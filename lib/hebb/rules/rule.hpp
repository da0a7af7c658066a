#pragma once

// Learning rules of one's own, in one place: as a text (Rule, read_rules, docs/reference/rule-language.md) and recorded
// in one dimension (RecordedRule), which every scalar evaluates.
#include <hebb/language/rules.hpp>
#include <hebb/laws/recorded_rule.hpp>
