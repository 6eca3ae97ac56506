namespace Freeze.Onnx2Cs.Tests.Documentation;

/// <summary>What the documentation says about an operator.</summary>
/// <param name="Name">The operator.</param>
/// <param name="Since">First operator set that has it; sets before 6 are refused.</param>
/// <param name="LoweredTo">Layers that it becomes; null for one that works on constants alone.</param>
/// <param name="Restrictions">What is refused.</param>
internal sealed record OperatorRow(string Name, int Since, string? LoweredTo, string Restrictions = "");
