#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hebb {

/// A statement for people, one line of ASCII ("p_1' >= 0 for a <= Delta/(4d)"), as markup for a page: what is a formula
/// is set as MathML, one element `math` from blank to blank, so that lines can break; words stay words; `names`, the
/// constants of the claim, are marked. A formula says on hover what the symbols in it stand for, those of the model
/// when `model` is true. The words and signs that are read are those of the text.
std::string text_markup(std::string_view text, const std::vector<std::string>& names, bool model);

/// Whether the word is the name of a letter ("delta", "eps"), so that its case matters.
bool names_a_letter(std::string_view word);

/// The symbols of the model with what they stand for, in the order in which a reader needs them: for a legend.
const std::vector<std::pair<std::string, std::string>>& model_symbols();

}  // namespace hebb
