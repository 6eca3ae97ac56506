namespace Freeze.Generators.Specs;

/// <summary>What activations may stand where, and with what.</summary>
public static class ActivationKinds
{
    /// <summary>Whether the function may follow another operator in one layer; the others need an Activate layer.</summary>
    public static bool CanFollow(this ActivationKind kind) => kind < ActivationKind.LeakyRelu;

    /// <summary>Whether the function has parameters.</summary>
    public static bool HasParameters(this ActivationKind kind) =>
        kind is ActivationKind.LeakyRelu or ActivationKind.Elu or ActivationKind.Clip or ActivationKind.Power;
}
