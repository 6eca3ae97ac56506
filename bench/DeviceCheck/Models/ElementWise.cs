using Freeze.Definition;
using static Freeze.Definition.Edge;

namespace Freeze.DeviceCheck.Models;

/// <summary>Layers that work value by value, channel by channel or pixel by pixel, layers that move values, and log-softmax at the end.</summary>
[FrozenModel("elementwise")]
[Input(3, 12, 12, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f])]
[Conv2D("hidden", From = Image, Channels = 20, Kernel = 3, Pad = 1, Activation = Activation.Relu)]
[Probe("hidden")]
[Activate("tanh", From = "hidden", Activation = Activation.Tanh)]
[Probe("tanh")]
[Add("sum", From = ["hidden", "tanh"], Activation = Activation.Relu)]
[Probe("sum")]
[GlobalAveragePool("pixel", From = "sum")]
[Add("sum_with_pixel", From = ["sum", "pixel"])]
[Probe("sum_with_pixel")]
[Multiply("product", From = ["sum_with_pixel", "tanh"])]
[Probe("product")]
[Multiply("product_with_pixel", From = ["product", "pixel"])]
[Probe("product_with_pixel")]
[ScaleShift("scale_shift", From = "product_with_pixel", Activation = Activation.Relu)]
[Probe("scale_shift")]
[ScaleShift("scale_shift_per_element", From = "scale_shift", PerElement = true, Activation = Activation.Relu)]
[Probe("scale_shift_per_element")]
[LayerNorm("layer_norm", From = "scale_shift_per_element", Epsilon = 1e-5f)]
[Probe("layer_norm")]
[Concat("concat", From = ["layer_norm", "tanh", "hidden"])]
[Probe("concat")]
[Rearrange("space_to_depth", From = "concat", Channels = 240, Height = 6, Width = 6,
    Lengths = [2, 2, 60, 6, 6], Strides = [12, 1, 144, 24, 2])]
[Probe("space_to_depth")]
[Rearrange("turned", From = "space_to_depth", Channels = 60, Height = 12, Width = 12,
    Lengths = [60, 12, 12], Strides = [144, -1, -12], Offset = 143)]
[Probe("turned")]
[GlobalAveragePool("pool", From = "turned")]
[Dense("logits", From = "pool", Outputs = 8)]
[LogSoftmax("log_softmax", From = "logits")]
public sealed partial class ElementWise : FrozenModel;
