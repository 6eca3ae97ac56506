namespace Freeze.Hosting.Models;

/// <summary>Touches what the first request would otherwise wait for: every page of the weights, and the activations of a full batch.</summary>
internal static class WarmUp
{
    public static void Run(FrozenModel model, int maxBatch)
    {
        var values = model.Plan.Input.Values;

        // Past every probe: blank images might leave at the first one.
        model.Run(new float[values], new float[model.Plan.Classes], count: 1);
        model.Predict(new byte[values]);
        if (maxBatch > 1) model.Predict(new byte[values * maxBatch], new Prediction[maxBatch]);
    }
}
