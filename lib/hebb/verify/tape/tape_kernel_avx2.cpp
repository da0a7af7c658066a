#include <hebb/verify/tape/tape_kernel.hpp>

#if defined(__AVX2__) && defined(__FMA__)
namespace hebb {

template void run_tape<Avx2>(TapeCode, TapeRegisters, int);
template void run_tape_slopes<Avx2>(TapeCode, TapeRegisters, TapeRegisters, TapeRegisters, TapeRegisters, TapeRegisters,
                                    int);

}  // namespace hebb
#endif
