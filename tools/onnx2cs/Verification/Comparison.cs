namespace Freeze.Onnx2Cs.Verification;

/// <summary>How far a value may be from what is expected: Absolute + Relative * |expected| + OfLargest * the largest |expected|.</summary>
internal readonly record struct Tolerance(double Absolute, double Relative, double OfLargest = 0)
{
    /// <summary>For 32-bit floats.</summary>
    public static Tolerance Floats { get; } = new(1e-4, 1e-3);

    /// <summary>For networks that round or compare: a difference in the last digit of a value half-way between two steps becomes a whole step.</summary>
    public static Tolerance Steps { get; } = new(1e-4, 1e-3, 0.02);
}

/// <summary>One output beside what was expected.</summary>
internal sealed record Comparison(string Name, int Values, double WorstAbsolute, double WorstRelative, bool Passed)
{
    /// <summary>Compares two outputs, value by value; anything that is not a number fails.</summary>
    public static Comparison Of(string name, ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, Tolerance tolerance)
    {
        double worstAbsolute = 0, worstRelative = 0, largest = 0;
        foreach (var value in expected) largest = Math.Max(largest, Math.Abs(value));
        var passed = actual.Length == expected.Length;
        var comparable = passed ? actual.Length : 0;
        for (var i = 0; i < comparable; i++)
        {
            var error = Math.Abs(actual[i] - expected[i]);
            worstAbsolute = Math.Max(worstAbsolute, error);
            worstRelative = Math.Max(worstRelative, error / Math.Max(Math.Abs(expected[i]), 1e-12));
            passed &= error <= tolerance.Absolute + (tolerance.Relative * Math.Abs(expected[i])) + (tolerance.OfLargest * largest);
        }

        return new Comparison(name, actual.Length, worstAbsolute, worstRelative, passed);
    }
}
