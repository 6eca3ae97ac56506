using Freeze.Samples.Service.Web;

namespace Freeze.Hosting.Tests.Attacks;

/// <summary>Does with a request what the test says.</summary>
internal sealed class ScriptedClassifier(Func<ValueTask<Prediction>> answer) : IClassifier
{
    public const string Path = "/predict/scripted";

    public string Name => "scripted";

    public ImageInput Input { get; } = new(3, 4, 4);

    public ValueTask<Prediction[]> PredictAsync(IReadOnlyList<Pixels> images, string? stream)
    {
        var first = answer();
        return ListAsync();

        async ValueTask<Prediction[]> ListAsync()
        {
            var prediction = await first;
            return [.. images.Select(_ => prediction)];
        }
    }
}
