using ILGPU.Backends;
using ILGPU.Runtime.Cuda;

namespace Freeze.Kernels.Compilation;

/// <summary>An oldest GPU for a PTX file; the driver compiles the text forward for every newer one.</summary>
/// <param name="Name">Name in the file name.</param>
/// <param name="Architecture">Compute capability.</param>
/// <param name="InstructionSet">PTX version; the driver must be at least as new.</param>
public sealed record PtxTarget(string Name, CudaArchitecture Architecture, CudaInstructionSet InstructionSet)
{
    /// <summary>
    /// The Jetson Nano and later: its last driver (CUDA 10.2) reads nothing newer than PTX 6.5. For newer cards the text is the same but for its
    /// header, so there is no other.
    /// </summary>
    public static PtxTarget Sm53 { get; } = new("sm_53", CudaArchitecture.SM_53, CudaInstructionSet.ISA_64);
}
