using CsvHelper;

namespace InferenceSim.Tests.Hardware;

/// <summary>The figures of one row of the reference table of accelerators.</summary>
[CsvRecord]
public sealed partial record HardwareRow(
    [property: CsvColumn("id")] string Id,
    [property: CsvColumn("bf16_TFLOPS")] double? Bf16,
    [property: CsvColumn("fp8_TFLOPS")] double? Fp8,
    [property: CsvColumn("int8_TOPS")] double? Int8,
    [property: CsvColumn("fp4_TFLOPS")] double? Fp4,
    [property: CsvColumn("memory_GB")] double? MemoryGb,
    [property: CsvColumn("memory_bandwidth_GBps")] double? Bandwidth,
    [property: CsvColumn("interconnect_GBps_unidir")] double? Link,
    [property: CsvColumn("TDP_W")] double? Tdp,
    [property: CsvColumn("idle_W")] double? Idle,
    [property: CsvColumn("list_price_USD")] double? List,
    [property: CsvColumn("rental_low_USD_h")] double? RentalLow,
    [property: CsvColumn("rental_typical_USD_h")] double? RentalTypical,
    [property: CsvColumn("rental_high_USD_h")] double? RentalHigh,
    [property: CsvColumn("contract_3yr_USD_h")] double? Contract,
    [property: CsvColumn("allin_kW_per_gpu")] double? AllIn);
