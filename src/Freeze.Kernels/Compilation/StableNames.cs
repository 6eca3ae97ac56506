using System.Text.RegularExpressions;

namespace Freeze.Kernels.Compilation;

/// <summary>Makes the text of a kernel depend on that kernel alone.</summary>
public static partial class StableNames
{
    /// <summary>
    /// Numbers labels, types and parameters anew, in the order in which they appear. ILGPU takes the numbers from a counter of the whole
    /// process, so that a new kernel would change the text of all that are compiled after it.
    /// </summary>
    /// <param name="text">PTX or OpenCL C as emitted.</param>
    public static string Renumber(string text)
    {
        var numbers = new Dictionary<string, int>();
        var used = new Dictionary<string, int>();
        return NumberedName().Replace(text, match =>
        {
            var prefix = match.Groups["prefix"].Value;
            if (!numbers.TryGetValue(match.Value, out var number))
            {
                number = used.GetValueOrDefault(prefix);
                numbers.Add(match.Value, number);
                used[prefix] = number + 1;
            }

            return $"{prefix}_{number}";
        });
    }

    // L_6750 (a label), type_951 (also in type_951_kernel), _keys_952 (a parameter of PTX).
    [GeneratedRegex(@"(?<![A-Za-z0-9_$%.])(?<prefix>L|type|_[A-Za-z]\w*?)_\d+(?![0-9])")]
    private static partial Regex NumberedName();
}
