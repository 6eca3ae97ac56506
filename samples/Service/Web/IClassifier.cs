using Freeze.Hosting;

namespace Freeze.Samples.Service.Web;

/// <summary>What answers requests. The counterpart on ONNX Runtime implements it too, so that only the engines differ.</summary>
internal interface IClassifier
{
    /// <summary>Name of the network.</summary>
    string Name { get; }

    /// <summary>The image that it takes.</summary>
    ImageInput Input { get; }

    /// <summary>Classifies images: all are accepted, or none. Their pixels are copied before this returns.</summary>
    ValueTask<Prediction[]> PredictAsync(IReadOnlyList<Pixels> images, string? stream);
}
