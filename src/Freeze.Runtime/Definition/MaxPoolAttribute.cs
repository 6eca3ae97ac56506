using System.Diagnostics;

namespace Freeze.Definition;

/// <summary>Maximum over a window; padding never wins.</summary>
/// <param name="name">Name of the layer.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
[Conditional("FREEZE_DEFINITION")]
public sealed class MaxPoolAttribute(string name) : WindowAttribute(name);
