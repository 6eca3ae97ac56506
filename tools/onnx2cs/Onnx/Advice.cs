namespace Freeze.Onnx2Cs.Onnx;

/// <summary>What to do about operators that people meet most often and that are not supported, or not in every form.</summary>
internal static class Advice
{
    private static readonly Dictionary<string, string> s_all = new(StringComparer.Ordinal)
    {
        ["AveragePool"] = "pad with a Pad node of zeros first, or leave ceil_mode out",
        ["ConvTranspose"] = "classifiers do without; export the backbone alone",
        ["DequantizeLinear"] = "export the model before quantisation, in float32",
        ["If"] = "export with fixed shapes and constant folding, so that no branch is left",
        ["LSTM"] = "only networks of images are supported",
        ["Loop"] = "export with fixed shapes and constant folding, so that no loop is left",
        ["MaxPool"] = "use less padding than the window is wide",
        ["NonMaxSuppression"] = "it belongs to a detector; export the classifier alone",
        ["Pad"] = "pad rows and columns alone",
        ["QLinearConv"] = "export the model before quantisation, in float32",
        ["QuantizeLinear"] = "export the model before quantisation, in float32",
        ["Resize"] = "use nearest or linear, or resize images before they enter; Predict(rgb, width, height) does so",
        ["Upsample"] = "use nearest or linear, or resize images before they enter; Predict(rgb, width, height) does so",
    };

    public static string? For(string op) => s_all.GetValueOrDefault(op);
}
