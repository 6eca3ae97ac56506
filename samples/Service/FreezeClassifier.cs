using Freeze.Hosting;
using Freeze.Samples.Service.Web;

namespace Freeze.Samples.Service;

/// <summary>Answers with the frozen model.</summary>
internal sealed class FreezeClassifier(FreezeService service) : IClassifier
{
    public string Name => service.Plan.Name;

    public ImageInput Input => service.Plan.Input;

    public ValueTask<Prediction[]> PredictAsync(IReadOnlyList<Pixels> images, string? stream) => service.PredictAsync(images, stream);
}
