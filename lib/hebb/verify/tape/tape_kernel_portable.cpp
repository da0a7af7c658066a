#include <hebb/verify/tape/tape_kernel.hpp>

namespace hebb {

template void run_tape<Portable>(TapeCode, TapeRegisters, int);
template void run_tape_slopes<Portable>(TapeCode, TapeRegisters, TapeRegisters, TapeRegisters, TapeRegisters,
                                        TapeRegisters, int);

}  // namespace hebb
