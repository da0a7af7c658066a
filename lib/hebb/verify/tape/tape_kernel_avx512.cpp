#include <hebb/verify/tape/tape_kernel.hpp>

#if defined(__AVX512F__) && defined(__AVX512DQ__)
namespace hebb {

template void run_tape<Avx512>(TapeCode, TapeRegisters, int);
template void run_tape_slopes<Avx512>(TapeCode, TapeRegisters, TapeRegisters, TapeRegisters, TapeRegisters,
                                      TapeRegisters, int);

}  // namespace hebb
#endif
