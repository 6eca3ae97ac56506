namespace Freeze.Hosting.Models;

/// <summary>The model in use. It can be replaced at any time; whoever entered finishes with what it entered.</summary>
internal sealed class ModelSlot
{
    private volatile ModelGeneration? _current;

    public ModelGeneration? Current => _current;

    /// <summary>Takes the model in use; <see cref="ModelGeneration.Exit"/> gives it back.</summary>
    public ModelGeneration Enter()
    {
        while (true)
        {
            var generation = _current ?? throw new FreezeUnavailableException("The model is not loaded: start the host before predicting.");
            if (generation.TryEnter()) return generation;
        }
    }

    /// <summary>Puts another model in its place; null for none.</summary>
    public void Replace(ModelGeneration? next)
    {
        var before = Interlocked.Exchange(ref _current, next);
        before?.Retire();
    }
}
