using System.Text.RegularExpressions;

namespace Freeze.Kernels.Compilation;

/// <summary>Corrections of the PTX that ILGPU 1.5.3 emits.</summary>
public static partial class PtxFixes
{
    /// <summary>
    /// Takes `.uni` off branches that depend on a predicate. At O2 ILGPU marks them all, which promises that the threads of a warp go the
    /// same way; where they do not (thread &lt; half), the result is undefined. Unconditional branches keep the mark: for them it holds.
    /// </summary>
    /// <param name="ptx">PTX as emitted.</param>
    public static string LetGuardedBranchesDiverge(string ptx) => GuardedUniformBranch().Replace(ptx, "$1");

    [GeneratedRegex(@"(@!?%p\d+\s+bra)\.uni")]
    private static partial Regex GuardedUniformBranch();
}
