using System.Globalization;
using Freeze.Caching;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Commands;

/// <summary>What a certificate rests on, in words. Older ones do not say how many images were distinct, and nothing is added to them.</summary>
internal static class Evidence
{
    /// <summary>How many units differed, such as <c>2 of 720 distinct images differed</c>.</summary>
    public static string Differed(Certificate certificate) => certificate.Method == BoundMethod.AnytimeValid
        ? Text($"{certificate.Disagreements} of {certificate.Images} requests of a trial on a running model would have differed")
        : certificate.DistinctImages is null ? Text($"{certificate.Disagreements} of {certificate.Images} calibration images differed")
        : Text($"{certificate.Disagreements} of {certificate.Images} {Name(certificate)}s differed");

    /// <summary>The unit, and how many units and images there were; null where a certificate does not say.</summary>
    public static string? Unit(Certificate certificate)
    {
        if (certificate is not { CalibrationImages: { } images, DistinctImages: { } distinct }) return null;
        var counted = images == distinct ? Text($"all {images} calibration images are distinct")
            : Text($"of {images} calibration images {distinct} are distinct, and copies count as one");
        return Text($"The unit is the {Name(certificate)}: {counted}; {distinct - certificate.Images} ordered the thresholds, ")
            + Text($"{certificate.Images} certified.");
    }

    // Text from a file.
    private static string Name(Certificate certificate) => HostileText.Printable(certificate.SamplingUnit);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
