using System.Runtime.ExceptionServices;

namespace Freeze;

/// <summary>
/// What handlers of others threw during a call: events, watchers, listeners of meters. It is kept until the call's own work is done, so that no
/// handler ends another one, a prediction or a count.
/// </summary>
internal struct HandlerErrors
{
    private List<Exception>? _errors;

    /// <summary>Keeps an exception.</summary>
    public void Add(Exception error) => (_errors ??= []).Add(error);

    /// <summary>Takes over what others have kept.</summary>
    public void Take(ref HandlerErrors others)
    {
        if (others._errors is not { } errors) return;
        (_errors ??= []).AddRange(errors);
        others._errors = null;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _errors = null;

    /// <summary>Throws what was kept: a lone exception as it is, several as one <see cref="AggregateException"/>.</summary>
    public readonly void Throw()
    {
        if (_errors is null) return;
        if (_errors.Count == 1) ExceptionDispatchInfo.Throw(_errors[0]);
        throw new AggregateException("Several handlers of a prediction failed.", _errors);
    }
}
