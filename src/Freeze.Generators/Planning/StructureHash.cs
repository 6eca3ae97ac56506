using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Freeze.Generators.Specs;

namespace Freeze.Generators;

/// <summary>
/// Ties a definition to its weights: any change of layers, edges, input shape or of how a picture becomes the input
/// changes it; labels, the numbers of the normalisation, probes and comments do not.
/// </summary>
public static class StructureHash
{
    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    /// <param name="spec">The model.</param>
    public static string Of(ModelSpec spec)
    {
        var text = new StringBuilder("freeze structure 1\n");
        Numbers(text, spec.Input.Channels, spec.Input.Height, spec.Input.Width);

        // As for layers below: models that use none of these keep the hashes that they had before there were any. No kind of layer is
        // called so.
        var input = spec.Input;
        if ((input.Order, input.MeanImage, input.ShorterSide, input.Orientation) != default)
        {
            Text(text, "Input");
            Numbers(text, (int)input.Order, input.MeanImage ? 1 : 0, input.ShorterSide, (int)input.Orientation);
        }

        foreach (var layer in spec.Layers)
        {
            Text(text, layer.Kind.ToString());
            Text(text, layer.Name);
            Numbers(text, layer.From.Count);
            foreach (var edge in layer.From) Text(text, edge);
            Numbers(text, layer.Channels, layer.Kernel.Height, layer.Kernel.Width, layer.Stride.Height, layer.Stride.Width);
            Numbers(text, layer.Dilation.Height, layer.Dilation.Width, layer.PadBegin.Height, layer.PadBegin.Width, layer.PadEnd.Height, layer.PadEnd.Width);
            Numbers(text, layer.Groups, layer.CountPadding ? 1 : 0, layer.Add is null ? 0 : 1);
            Text(text, layer.Add ?? "");
            Text(text, layer.Activation.ToString());

            // Most layers have none of these; those keep the hashes that they had before there were any.
            if ((layer.Alpha, layer.Beta, layer.Epsilon) != (0, 0, 0))
                Text(text, string.Join(" ", new[] { layer.Alpha, layer.Beta, layer.Epsilon }.Select(Names.Number)));
            if (layer.Size != default) Numbers(text, layer.Size.Height, layer.Size.Width);
            if (layer.Lengths.Count > 0 || layer.Strides.Count > 0)
                Numbers(text, [layer.Offset, layer.Lengths.Count, .. layer.Lengths, layer.Strides.Count, .. layer.Strides]);
            if (layer.PerElement) Text(text, nameof(layer.PerElement));
        }

        return OfText(text.ToString());
    }

    internal static string OfText(string text)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.Unicode.GetBytes(text)).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    // Lengths go first, so that no name can pass for something else.
    private static void Text(StringBuilder text, string value) => text.Append(value.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(value).Append('\n');

    private static void Numbers(StringBuilder text, params int[] values)
    {
        foreach (var value in values) text.Append(value.ToString(CultureInfo.InvariantCulture)).Append(' ');
        text.Append('\n');
    }
}
