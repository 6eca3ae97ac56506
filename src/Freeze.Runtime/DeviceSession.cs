using Freeze.Caching.Audits;
using Freeze.Cpu;

namespace Freeze;

/// <summary>A pass that is reused by one prediction after another, with memory for a number of images.</summary>
internal abstract class DeviceSession : Session, IDisposable
{
    private HandlerErrors _errors;

    /// <summary>What handlers threw during the pass.</summary>
    public ref HandlerErrors Errors => ref _errors;

    /// <summary>Images that fit.</summary>
    public abstract int Capacity { get; }

    /// <summary>Starts a pass over some images of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="first">Its first image in this pass.</param>
    /// <param name="count">Images in this pass.</param>
    public abstract void Begin(in Job job, int first, int count);

    /// <summary>Copies the answers of a pass that began at an image of the job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="first">Its first image in this pass.</param>
    /// <param name="count">Images in this pass.</param>
    public abstract void CopyAnswers(in Job job, int first, int count);

    /// <summary>Counts what was audited in a pass that is over.</summary>
    /// <returns>Who has raised an alarm; null when nobody has.</returns>
    public virtual Auditor? Close() => null;

    /// <summary>Forgets what belonged to a pass that is over, whether it succeeded or not.</summary>
    public abstract void End();

    /// <summary>Frees the memory.</summary>
    public abstract void Dispose();
}
